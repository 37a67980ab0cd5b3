"""Words by which columns and answers are guessed at, of tools, of surveys and in languages."""

from __future__ import annotations

#: Texts that say why there is no answer, by status, in small letters and without a last full stop.
SILENT = {
    # Of SAS and Stata, a full stop and perhaps a letter; of SPSS and spreadsheets, #NULL! and #N/A.
    "no_answer": r"\.[a-z_]?|#null|#n/?a|no (data|answer|response|reply|information)( available)?|"
    r"missing|n\.?d\.?|-+|\.+|not (available|reported|answered|stated|ascertained)|none given|"
    r"null|nan?|blank|unanswered|skipped|(item )?non-?response|(pas de|sans) réponse|"
    r"sin respuesta|sem resposta|nessuna risposta|geen antwoord|keine (angaben?|antwort)|"
    r"brak (odpowiedzi|danych)|cevap yok|inget svar|무응답|"
    r"k\.? ?a|нет (ответа|данных)|(无|未|無)回答|لا إجابة",
    "dont_know": r"(i )?(do not|(do|does|did)n.{0,2}t) know( yet)?"
    r"( ?(/|or) ?(not sure|unsure|no (answer|opinion)|refused|prefer not to (say|answer)|"
    r"can.?t say|n/?a|not applicable))?|not sure|unsure|unknown|no idea|can.?t say|"
    r"d(n?k)( ?/ ?(ref|na|nr|rf))?|nsp|ns( ?/ ?n[cr])?|(je )?ne sai[st] pas|ne se prononce pas|"
    r"no (lo )?s(abe|é)( ?/ ?no (contesta|responde))?|não s(ei|abe)( ?/ ?não responde)?|"
    r"non s[oa]|weet (ik )?niet|weiss (ich )?nicht|не знаю|(затрудняюсь|трудно) \w+|"
    r"nie wiem|trudno powiedzieć|bilmiyorum|fikrim yok|geen mening|vet (ej|inte)|पता नहीं|모름|"
    r"不知道|不清楚|(わから|分から)ない|لا (أ|ا)عرف",
    "refused": r"refused.*|pnta|(i )?(would )?(prefer|rather) not? (to )?"
    r"(say|answer|respond|disclose).*|declined.*|decline to .*|no comment|"
    r"(i )?(do not|don.?t) want to (answer|say).*|(je )?préfère ne pas (répondre|le dire)|"
    r"ne veut pas répondre|refus( de répondre)?|prefiero no (responder|contestar|decir(lo)?)|"
    r"no contesta|prefiro não (responder|dizer)|não respond\w+|preferisco non rispondere|"
    r"non risponde|möchte (ich )?nicht (sagen|beantworten)|verweigert|отказ.*|拒绝回答|不愿回答|"
    r"vill (ej|inte) svara|odmowa( odpowiedzi)?|wil niet zeggen|응답 ?거부|"
    r"答えたくない|أفضل عدم (الإجابة|الرد)",
    "not_applicable": r"n\.?/?a\.?|not applicable|does not apply|inapplicable|sans objet|"
    r"non applicable|ne s.applique pas|no (aplica|procede)|não se aplica|entfällt|"
    r"не ?применимо|不适用|لا ينطبق|n\.?v\.?t|nie dotyczy|해당 ?없음|\(跳过\)",
}
#: What a heading or a wording says that its column holds: what a program notes of a submission, a
#: number that names a row, a year or an edition, a property of countries, which the reference has
#: better than any export; answers that any question may have; steps, from little to much; and how
#: many there are of something.
HEADINGS = {
    "metadata": r"(?i)^_|^(start|end|submit|recorded|created|modified|completion|submission|"
    r"collected)\w*[ _]?(date|time|on|at)?$|timestamp|^(time|duration|seed|version|uuid|language|"
    r"locale|progress|status|channel|browser|device|collector|source)\b|horodateur|"
    r"date submitted|last page|interview[ _]?(time|length)|^has__?errors$|^complete\?|"
    r"user ?agent|version$|network id|提交|所用时间|"
    r"タイムスタンプ|marca temporal",
    "identifier": r"(?i:(^|\b|_)(id|ids|uuid|key|no|nr|number|code|respondent|response|record|"
    r"submission|case|serial|index)(\b|_|$))|(Id|ID|Key)$",
    "respondent": r"(?i)(^|\b|_)(\w{0,6}id(no)?|uuid|respondent|participant)$",
    "wave": r"(?i)^(time_period|wave|year|edition|round|period|jahr|ann\u00e9e)$",
    "remark": r"(?i)^(comment|remark|bemerkung|anmerkung|commentaire|comentario|комментари|"
    r"примечани)|(anything|something) else|备注|コメント|ملاحظات",
    "address": r"(?i)^ip([ _-]?addr\w*)?$",
    "by_address": r"(?i)^(city|town|region|state|state/region|postal|zip|country|location)$",
    "answer": r"(?i)^(yes|no|other|none|all|both|(n)?either|ja|nein|oui|non|s[ií]|да|нет|是|否)\b|"
    r"^(autres?|otros?|andere|sonstiges|keine|aucune?|ningun[oa]|другое|其他|أخرى)$",
    "attribute": r"(?i)(develop(ed|ing)|landlocked|small island|income group|continent|^region$|"
    r"sub-?region|\b(africa|america|asia|europe|oceania|pacific|caribbean|arab states)\b|"
    r"^(oecd|eu|sids|ldc|lldc)$)",
    "steps": r"(?i)\bhow (?!(many|old|long|tall|d(o|id|oes)|is|are|was|were|can|"
    r"could|would|should|will|ha(ve|s)|to|you|we|they|the)\b)\w+|\b(scale|rat(e|ing)|(dis)?agree|"
    r"(dis)?satisf\w+|extent|likelihood|importance|trust|wie (sehr|stark|oft|gut|zufrieden|"
    r"wichtig)|skala|bewert\w+|zustimm\w+|dans quelle mesure|échelle|en qué medida|escala|"
    r"de acuerdo|насколько|оцените|шкал\w+|соглас\w+)\b|程度|满意|同意|満足|どのくらい|مدى",
    "count": r"(?i)\b(how many|(number|no\.?|#) of|(household|family|hh)[ _]size|anzahl|wie viele|"
    r"combien|nombre de|cu[aá]nt[oa]s|n[uú]mero de|quant[oai]s?|сколько|количество)\b|"
    r"\b(children|rooms|zimmer|kinder|age|alter|edad|âge|year|years?|jahre?|возраст)$|多少|几个|何人|عدد|كم",
}
#: What headings say of how a sample was drawn, with the names that large surveys use.
DESIGN = {
    "weight": r"(?i)(\w+[ _])?(we?i?ghts?|wt|wgt)([ _]?\w{1,8})?|"
    r"([\w ]+ )?weighting( factor)?|"
    r"(hh|p|f|a|ind|pop|final|within|combin|pers|samp|cal|norm|post)(weights?|wg?t)|waga|vikt|ağırlık|"
    # ESS, DHS and MICS, IPUMS, GSS, CPS.
    r"(psp|d|an|p)we?i?ght|[hm]?v0?05|hhwt|perwt|wts(all|sall|sps)\w*|(wt|fin)supp\w*|pwsswgt|"
    r"(coef_?)?pond(eration|eracion|erador|ération|eración)?([_ ]\w+)?|fexp|factor_?exp\w*|"
    r"factor de expansi.n|(poids|pesos?|gewicht\w*|\w+gewicht)([ _]\w+)?|вес[аы]?|权重|权数|"
    r"ا?ل?وزن",
    "strata": r"(?i)strat(a|um|e|es|ums?)(_?\w*)|estratos?|schicht(en)?|[hm]?v022|страт[аы]?|层|"
    r"طبقة",
    "clusters": r"(?i)clusters?(_?(id|no|nr|number|code))?|e?psu(_?\w*)|upm|grappes?|[hm]?v021|"
    r"conglomerados?|klumpen|enumeration_area|ea_?(id|code)|кластер\w*",
    "population": r"(?i)fpc\w*|finite population\w*|n_?psu|population_size|pop_?size",
}
#: What says of a row that it is no respondent's: columns in which programs note how a form ended,
#: and marks of tests, with what they say; words for sums and means, which stand last.
ROWS = {
    "noted": r"(?i)(response|review|submission|interview)?[ _]?(status|state)|response type|"
    r"disposition|estado|état|статус|状态",
    "mark": r"(?i)(is[ _])?(test|preview)([ _](data|mode|response|case))?|tester",
    "left_out": r"(?i)(survey )?(test|preview)( data| mode| response)?|rejected|disqualified|"
    r"deleted|screen(ed)?[ -]?out|spam|duplicate|(over ?)?quota( ?full)?|abgelehnt|"
    r"rechazad[oa]|rejetée?",
    "broken_off": r"(?i)partial(ly)?( complete)?|incomplete|unfinished|in progress|abandoned|"
    r"started|drop(ped)?[ -]?out|unvollständig|incomplet[oae]?",
    "yes": r"(?i)1|1\.0|true|yes|y|x|ja|oui|s[ií]|да|是",
    "total": r"(?i)(grand |sub-?)?totals?( general)?|sum|average|mean|median|gesamt|insgesamt|"
    r"summe|mittelwert|durchschnitt|moyenne|somme|suma|media|promedio|média|totale|итого|всего|"
    r"среднее|合计|总计|平均|合計|المجموع|المتوسط",
}
#: Scales whose order is known, from little to much; options are recognised word for word.
SCALES = [
    scale.split(", ")
    for scale in (
        "strongly disagree, disagree, somewhat disagree, neither agree nor disagree, "
        "neither agree or disagree, neutral, undecided, somewhat agree, agree, strongly agree",
        "never, rarely, seldom, occasionally, sometimes, often, usually, very often, always",
        "none, no, false, not at all, very low, low, slightly, a little, partly, some, medium, "
        "moderate, moderately, in progress, draft, high, very, very high, extremely, fully, yes, "
        "true",
        "terrible, very poor, poor, fair, average, good, very good, excellent",
        "no legislation, draft legislation, legislation",
        "extremely dissatisfied, very dissatisfied, moderately dissatisfied, dissatisfied, "
        "somewhat dissatisfied, slightly dissatisfied, neither satisfied nor dissatisfied, "
        "neutral, slightly satisfied, somewhat satisfied, satisfied, moderately satisfied, "
        "very satisfied, extremely satisfied",
        "extremely unlikely, very unlikely, moderately unlikely, somewhat unlikely, unlikely, "
        "slightly unlikely, neither likely nor unlikely, neutral, slightly likely, likely, "
        "somewhat likely, moderately likely, very likely, extremely likely",
        "extremely bad, somewhat bad, neither good nor bad, somewhat good, extremely good",
        "extremely difficult, very difficult, difficult, somewhat difficult, "
        "neither easy nor difficult, neutral, somewhat easy, easy, very easy, extremely easy",
        "far too little, too little, moderately too little, slightly too little, "
        "neither too much nor too little, about right, slightly too much, moderately too much, "
        "too much, far too much",
        "not important, slightly important, moderately important, important, very important",
        "strongly oppose, oppose, somewhat oppose, neutral, somewhat support, support, "
        "strongly support",
        "much worse, worse, somewhat worse, about the same, somewhat better, better, much better",
        "much less, less, about the same, more, much more",
        "definitely not, probably not, might or might not, possibly, probably, probably yes, "
        "definitely, definitely yes",
        "strongly negative, very negative, negative, neutral, positive, very positive, "
        "strongly positive",
        "never, less than once a year, yearly, every few months, quarterly, "
        "less than once a month, monthly, weekly, daily",
    )
]

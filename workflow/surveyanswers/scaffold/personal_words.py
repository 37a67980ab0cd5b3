"""Whether a column names people, or leads to them, by its heading and by what is in it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from surveyanswers.scaffold.guesses import are_steps, means
from surveyanswers.scaffold.inference import Guess

_WHOSE = (
    r"first|last|family|given|full|middle|maiden|contact|respondent|participant|interviewer|"
    r"enumerator|child|spouse|parent|teacher|instructor|student|employee|manager|your|recipient|nick"
)
#: As words of a heading, whatever stands beside them.
_AMONG = "|".join(
    (
        # English
        rf"e-?mails?|phone\w*|mobile|telephone\w*|fax|({_WHOSE})[ _]?-?names?\w*|"
        rf"names? of (the |your )?(\w+ )?({_WHOSE})\w*|firstname|lastname|fullname|surname",
        r"(post|postal|street|home|ip)? ?(?<!to )(?<!you )(?<!we )address\w*|ip|ipaddress|ipaddr|"
        r"lat(itude)?|lon(g?itude)?|gps|geo\w*|passport\w*|iban|ssn|social security\w*|"
        r"(id|identity) card|national id|birth[ -]?(da(te|y)s?|place)|"
        r"(date|place|town|city) ?of ?birth|born on|dob|token|signature|username|twitter|"
        r"contact (person|details|info\w*|number|no)|linkedin|whats_?app|skype|bank account\w*|"
        r"(student|employee|licen[cs]e) (id|number|no|plate)|(post(al)?|zip) ?code|code postal",
        # French
        r"nom de famille|nom et prénoms?|nom complet|votre nom|prénoms?|courriels?|téléphone|tél|"
        r"tel|adresse|(date|lieu) (de )?naissance|compte bancaire|né\(?e?\)? le|passeport|"
        r"coordonnées",
        # Spanish
        r"correos?|apellidos?|nombre completo|nombres? y apellidos?|su nombre|tel[eé]fono|móvil|"
        r"celular|direcci[oó]n|domicilio|(fecha|lugar) (de )?nacimiento|pasaporte|cédula|dni|curp|"
        r"cuenta bancaria",
        # German
        r"(nach|vor|familien|geburts|ruf)namen?|vor- und (nach|zu)name|ihr name|"
        r"vollständiger name|anschrift|wohnadresse|stra(ß|ss)e|hausnummer|telefon\w*|handyn\w+|"
        r"mobilnummer|geburtsdatum|geburtstag|geburtsort|geb\.?-?datum|reisepass\w*|\w*ausweis\w*|"
        r"ansprechpartner(in)?|unterschrift|(matrikel|steuer|konto|sozialversicherungs)nummer",
        # Russian
        r"имя|фамилия|отчество|фио|ф\.? ?и\.? ?о\.?|телефон\w*|почта|адрес\w*|"
        r"(дата|место|день) рождения|паспорт\w*|контактн\w+|инн|снилс|как вас зовут|подпись",
    )
)
#: As the whole heading: within others they are no person's.
_ALONE = (
    r"responsible|names?|nom|nombres?|namen?|cognome|naam|postal|zip|plz|initials|contacts?|contacto|kontakt|контакты?|handy|portable|mail|"
    r"العنوان"
)
#: Of scripts whose words are not parted, or have articles before them.
_WITHIN = (
    r"الاسم|اسمك|اسم المستجيب|عنوان السكن|اسم العائلة|اللقب|الهاتف|الجوال|البريد|تاريخ الميلاد|"
    r"تاريخ الولادة|(مكان|محل) (الميلاد|الولادة)|رقم الهوية|الرقم القومي|جواز السفر|"
    r"جهة الاتصال|التوقيع|"
    r"姓名|名字|电话|手机|邮箱|邮件|地址|住址|出生日期|出生地|生日|护照|身份证|联系人|"
    r"联系方式|微信|签名|银行卡|学号|氏名|お名前|名前|電話|住所"
)
_OPTIONAL = r"optional|facultatif|facultativo|opcional|freiwillig"
_PERSONAL = re.compile(
    rf"(?i)(^|\b|_)({_AMONG})(\b|_|\d|$)|^(q?\d+)?\W*({_ALONE})\W*({_OPTIONAL})?\W*$|"
    rf"{_WITHIN}",
)
#: A heading of more words is a wording, whose words say nothing of what is in the column.
SHORT = 5
#: So many cells tell of a column.
_SEVERAL = 2000
MAIL = r"[^@\s]+@[^@\s]+\.[A-Za-z]{2,}"
#: What leads to somebody: addresses of mail and computers, accounts, numbers to call.
_LEADS = (
    rf"{MAIL}|[A-Z]{{2}}\d{{2}}[ ]?([A-Z0-9]{{4}}[ ]?){{2,7}}[A-Z0-9]{{1,4}}|"
    r"\d{1,3}(\.\d{1,3}){3}(\(.*\))?|[0-9a-fA-F]*:[0-9a-fA-F:]{6,}|"
    r"(?!\d+$)(?=(\D*\d){9})\+?[\d\s()/-]{8,20}"
)
#: What may: two to four words with capitals, or so many letters of a script without any; a house's
#: number beside its street; nine digits or more.
_WORD = r"[^\W\d_a-z][^\W\d_]*\.?([-'’][^\W\d_]+)?"
_MAY_LEAD = (
    rf"{_WORD}( ((de|da|van|von|bin|al|del|la|der|el) )*{_WORD}){{1,3}}|"
    r"[\u3040-\u9fff\uac00-\ud7a3]{2,5}|\d+\w?,? [^\W\d].*|\+?\d[\d -]{7,18}\d|"
    rf"{_WORD}( \w+){{0,3}} \d+\w?"
)


def names_people(heading: str) -> bool:
    """Whether a heading says that its column names people, or finds them."""
    parted = re.sub(r"(?<=[a-z])(?=[A-Z])|_", " ", heading)  # RecipientLastName, last_name
    return bool(_PERSONAL.search(parted.strip()))


def is_personal(values: Sequence[str], *names: str) -> bool:
    """Whether a column is personal by short names of it, or by what is in it."""
    short = [name for name in names if len(name.split()) <= SHORT]
    named = any(map(names_people, short)) and not are_steps(values)
    return named or _share(values[:_SEVERAL], _LEADS) > 1 / 2


def may_be_personal(header: str, column: Guess, values: Mapping[str, Sequence[str]]) -> bool:
    """Whether a question may name people; it has no options where one leads to somebody.

    Assume: a place may where programs note by addresses of computers where somebody is.
    """
    if any(re.search(rf"{MAIL}|\+\d[\d\s()/-]{{7,}}\d", option) for option in column.options):
        column.kind, column.options = "text", []
        return True
    if column.kind in {"text", "integer"}:
        named = column.kind == "text" and names_people(header)
        texts = values[header][:_SEVERAL]
        return named or (len({*texts}) > 0.9 * len(texts) and _share(texts, _MAY_LEAD) > 0.8)
    return means(header, "by_address") and any(means(name, "address") for name in values)


def _share(values: Sequence[str], pattern: str) -> float:
    """Return the share of texts that are as a pattern says."""
    return sum(bool(re.fullmatch(pattern, text.strip())) for text in values) / max(len(values), 1)

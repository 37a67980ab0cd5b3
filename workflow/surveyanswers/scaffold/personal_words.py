"""Words of headings over columns that name people or find them, in seven languages."""

from __future__ import annotations

import re

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
    r"names?|nom|nombres?|namen?|cognome|naam|postal|zip|plz|initials|contacts?|contacto|kontakt|контакты?|handy|portable|mail|"
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


def names_people(heading: str) -> bool:
    """Whether a heading says that its column names people, or finds them."""
    parted = re.sub(r"(?<=[a-z])(?=[A-Z])|_", " ", heading)  # RecipientLastName, last_name
    return bool(_PERSONAL.search(parted.strip()))

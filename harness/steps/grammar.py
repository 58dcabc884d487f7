"""Words of a phrase that change with a value: with the sex of the person named next, or with the number before them.

A phrase writes one of the keys below between square brackets, ``[del paciente] "{patient}"``; every form of it is
accepted, and a line is written with the right one. Where the sex is not known (an unidentified patient, a place holder
of an outline) the third form is written, which agrees with a record and not with a person.
"""

from __future__ import annotations

from harness import fixtures_data

# key: masculine, feminine, of the record
BY_SEX: dict[str, dict[str, tuple[str, str, str]]] = {
    "en": {},
    "es": {
        "el paciente": ("el paciente", "la paciente", "la ficha de paciente"),
        "del paciente": ("del paciente", "de la paciente", "de paciente"),
        "al paciente": ("al paciente", "a la paciente", "la ficha de paciente"),
        "el paciente desconocido": ("el paciente desconocido", "la paciente desconocida", "la ficha desconocida"),
    },
    "fr": {
        "le patient": ("le patient", "la patiente", "le dossier patient"),
        "du patient": ("du patient", "de la patiente", "du dossier patient"),
        "au patient": ("au patient", "à la patiente", "au dossier patient"),
        "dossier du patient": ("dossier du patient", "dossier de la patiente", "dossier patient"),
        "le patient inconnu": ("le patient inconnu", "la patiente inconnue", "le dossier patient inconnu"),
    },
    "pt": {
        "o paciente": ("o paciente", "a paciente", "a ficha de paciente"),
        "do paciente": ("do paciente", "da paciente", "de paciente"),
        "ao paciente": ("ao paciente", "à paciente", "à ficha de paciente"),
        "o paciente desconhecido": ("o paciente desconhecido", "a paciente desconhecida", "a ficha desconhecida"),
    },
}
# key: of one, of several
BY_NUMBER: dict[str, dict[str, tuple[str, str]]] = {
    "en": {
        "images": ("image", "images"),
        "studies": ("study", "studies"),
        "exams": ("exam", "exams"),
        "characters": ("character", "characters"),
        "performed steps": ("performed step", "performed steps"),
        "them": ("it", "them"),
    },
    "es": {
        "imágenes": ("imagen", "imágenes"),
        "estudios": ("estudio", "estudios"),
        "exploraciones": ("exploración", "exploraciones"),
        "caracteres": ("carácter", "caracteres"),
        "pasos realizados": ("paso realizado", "pasos realizados"),
        "ausentes": ("ausente", "ausentes"),
        "las": ("la", "las"),
    },
    "fr": {
        "images": ("image", "images"),
        "examens": ("examen", "examens"),
        "caractères": ("caractère", "caractères"),
        "étapes réalisées": ("étape réalisée", "étapes réalisées"),
        "manquantes": ("manquante", "manquantes"),
        "ne les envoie": ("ne l'envoie", "ne les envoie"),
    },
    "pt": {
        "imagens": ("imagem", "imagens"),
        "exames": ("exame", "exames"),
        "caracteres": ("carácter", "caracteres"),
        "passos realizados": ("passo realizado", "passos realizados"),
        "as": ("a", "as"),
    },
}


def forms(language: str, key: str) -> tuple[str, ...]:
    """Every form of a bracketed key; KeyError where this language has no such key."""
    return BY_SEX[language].get(key) or BY_NUMBER[language][key]


def form(language: str, key: str, value: object) -> str:
    """The form of a bracketed key that agrees with ``value``: the name of a person, or a number."""
    by_sex = BY_SEX[language].get(key)
    if by_sex is not None:
        person = fixtures_data.people().get(str(value))
        return by_sex[{"M": 0, "F": 1}.get(person.sex if person else "", 2)]
    one, several = BY_NUMBER[language][key]
    return one if is_singular(language, value) else several


def is_singular(language: str, number: object) -> bool:
    """Whether a number takes the singular; 0 does so in French."""
    return number == 1 or (number == 0 and language == "fr")

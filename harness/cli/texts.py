"""What the terminal says of a run, in four languages. Standard names and identifiers are never translated."""

from __future__ import annotations

import locale
import os

LANGUAGES = ("en", "es", "fr", "pt")
_TEXTS = {
    "pass": ("pass", "conforme", "conforme", "conforme"),
    "fail": ("FAIL", "NO CONF.", "NON CONF.", "NÃO CONF."),
    "pending": ("pending", "pendiente", "en attente", "pendente"),
    "error": ("error", "error", "erreur", "erro"),
    "accepted": ("accepted", "exención", "dérogation", "dispensa"),
    "notrun": ("not run", "no ejec.", "non exéc.", "não exec."),
    "omitted": ("omitted", "no aplic.", "sans objet", "não aplic."),
    "running": ("running", "en curso", "en cours", "em curso"),
    "of": ("{done} of {planned}", "{done} de {planned}", "{done} sur {planned}", "{done} de {planned}"),
    "everything_here": (
        "everything runs on this machine, with invented patients",
        "todo se ejecuta en esta máquina, con pacientes inventados",
        "tout se passe sur cette machine, avec des patients inventés",
        "tudo corre nesta máquina, com pacientes inventados",
    ),
    "planned": ("{n} scenarios planned", "{n} escenarios previstos", "{n} scénarios prévus", "{n} cenários previstos"),
    "expected": ("expected", "esperado", "attendu", "esperado"),
    "received": ("received", "recibido", "reçu", "recebido"),
    "where": ("where", "dónde", "où", "onde"),
    "hop": ("hop", "entre", "entre", "entre"),
    "why": ("why", "por qué", "pourquoi", "porquê"),
    "try": ("try", "pruebe", "essayez", "experimente"),
    "cause": ("cause", "causa", "cause", "causa"),
    "rule": ("rule", "regla", "règle", "regra"),
    "see": ("see", "ver", "voir", "ver"),
    "also_in": ("also in", "también en", "aussi dans", "também em"),
    "again": ("again", "repetir", "refaire", "repetir"),
    "nothing": ("nothing", "nada", "rien", "nada"),
    "and": ("and", "y", "et", "e"),
    "could_not_be_judged": (
        "could not be judged",
        "no se pudo juzgar",
        "n'a pas pu être jugé",
        "não pôde ser avaliado",
    ),
    "more_findings": (
        "{n} more findings in the report",
        "{n} incidencias más en el informe",
        "{n} autres constats dans le rapport",
        "mais {n} constatações no relatório",
    ),
    "run": ("run", "ejecución", "exécution", "execução"),
    "severity_critical": ("critical", "crítico", "critique", "crítico"),
    "severity_major": ("major", "importante", "majeur", "importante"),
    "severity_minor": ("minor", "leve", "mineur", "ligeiro"),
    "severity_note": ("note", "nota", "note", "nota"),
    "tally_fail": ("{n} failed", "{n} no conformes", "{n} non conformes", "{n} não conformes"),
    "tally_pass": ("{n} passed", "{n} conformes", "{n} conformes", "{n} conformes"),
    "tally_pending": ("{n} pending", "{n} pendientes", "{n} en attente", "{n} pendentes"),
    "tally_notrun": ("{n} not run", "{n} no ejecutados", "{n} non exécutés", "{n} não executados"),
    "tally_error": ("{n} errors", "{n} errores", "{n} erreurs", "{n} erros"),
    "tally_accepted": ("{n} accepted", "{n} con exención", "{n} sous dérogation", "{n} com dispensa"),
    "tally_omitted": ("{n} omitted", "{n} no aplicables", "{n} sans objet", "{n} não aplicáveis"),
    "tally_planned": ("{n} planned", "{n} previstos", "{n} prévus", "{n} previstos"),
    "waits_for": ("waits for: {what}", "espera: {what}", "attend : {what}", "espera: {what}"),
    "GO": ("GO", "APTO", "APTE", "APTO"),
    "NO-GO": ("NO-GO", "NO APTO", "NON APTE", "NÃO APTO"),
    "COULD NOT TEST": ("COULD NOT TEST", "NO SE PUDO ENSAYAR", "ESSAI IMPOSSIBLE", "NÃO SE PÔDE ENSAIAR"),
    "UNDECIDED": ("UNDECIDED", "SIN DECISIÓN", "SANS DÉCISION", "SEM DECISÃO"),
    "HARNESS ERROR": ("HARNESS ERROR", "ERROR DEL BANCO", "ERREUR DU BANC", "ERRO DA BANCADA"),
    "stopped": (
        "stopped by you; what was captured is kept",
        "detenido por usted; se conserva lo registrado",
        "arrêté par vous ; ce qui a été enregistré est conservé",
        "parado por si; conserva-se o que foi registado",
    ),
    "stopping": (
        "stopping: ending scenarios, writing evidence (again to stop at once)",
        "deteniendo: se terminan los escenarios y se escribe la evidencia (otra vez para parar ya)",
        "arrêt : fin des scénarios, écriture des preuves (encore une fois pour arrêter net)",
        "a parar: terminam-se os cenários e escreve-se a evidência (outra vez para parar já)",
    ),
    "left_behind": ("Left behind", "Queda", "Laissé", "Ficou"),
    "removed": ("removed", "retirado", "retiré", "retirado"),
    "report": ("Report", "Informe", "Rapport", "Relatório"),
    "next": ("Next", "Siguiente", "Ensuite", "A seguir"),
    "foreign": (
        "{n} messages for other patients arrived; they were answered and not kept",
        "llegaron {n} mensajes de otros pacientes; se respondieron y no se guardaron",
        "{n} messages d'autres patients sont arrivés ; ils ont reçu une réponse et n'ont pas été gardés",
        "chegaram {n} mensagens de outros pacientes; foram respondidas e não guardadas",
    ),
    "nothing_failed": (
        "every planned scenario passed",
        "todos los escenarios previstos son conformes",
        "tous les scénarios prévus sont conformes",
        "todos os cenários previstos estão conformes",
    ),
    "n_findings": (
        "{n} findings, the worst is {severity}",
        "{n} incidencias; la más grave: {severity}",
        "{n} constats ; le plus grave : {severity}",
        "{n} constatações; a mais grave: {severity}",
    ),
    "could_not": (
        "{n} scenarios could not be tried",
        "{n} escenarios no se pudieron ensayar",
        "{n} scénarios n'ont pas pu être essayés",
        "{n} cenários não puderam ser ensaiados",
    ),
    "bug": (
        "{n} scenarios ended in an error of this program; please report it",
        "{n} escenarios acabaron en un error de este programa; avise, por favor",
        "{n} scénarios se sont terminés par une erreur de ce programme ; merci de la signaler",
        "{n} cenários acabaram num erro deste programa; por favor, comunique-o",
    ),
    "needs_person": (
        "{n} scenarios wait for a person",
        "{n} escenarios esperan a una persona",
        "{n} scénarios attendent une personne",
        "{n} cenários esperam por uma pessoa",
    ),
    "nothing_run": (
        "nothing was executed",
        "no se ejecutó nada",
        "rien n'a été exécuté",
        "nada foi executado",
    ),
}

_ONE = {
    "planned": ("1 scenario planned", "1 escenario previsto", "1 scénario prévu", "1 cenário previsto"),
    "tally_fail": ("1 failed", "1 no conforme", "1 non conforme", "1 não conforme"),
    "tally_pass": ("1 passed", "1 conforme", "1 conforme", "1 conforme"),
    "tally_pending": ("1 pending", "1 pendiente", "1 en attente", "1 pendente"),
    "tally_notrun": ("1 not run", "1 no ejecutado", "1 non exécuté", "1 não executado"),
    "tally_error": ("1 error", "1 error", "1 erreur", "1 erro"),
    "tally_accepted": ("1 accepted", "1 con exención", "1 sous dérogation", "1 com dispensa"),
    "tally_omitted": ("1 omitted", "1 no aplicable", "1 sans objet", "1 não aplicável"),
    "tally_planned": ("1 planned", "1 previsto", "1 prévu", "1 previsto"),
    "foreign": (
        "1 message for another patient arrived; it was answered and not kept",
        "llegó 1 mensaje de otro paciente; se respondió y no se guardó",
        "1 message d'un autre patient est arrivé ; il a reçu une réponse et n'a pas été gardé",
        "chegou 1 mensagem de outro paciente; foi respondida e não guardada",
    ),
    "n_findings": (
        "1 finding, {severity}",
        "1 incidencia, {severity}",
        "1 constat, {severity}",
        "1 constatação, {severity}",
    ),
    "could_not": (
        "1 scenario could not be tried",
        "1 escenario no se pudo ensayar",
        "1 scénario n'a pas pu être essayé",
        "1 cenário não pôde ser ensaiado",
    ),
    "bug": (
        "1 scenario ended in an error of this program; please report it",
        "1 escenario acabó en un error de este programa; avise, por favor",
        "1 scénario s'est terminé par une erreur de ce programme ; merci de la signaler",
        "1 cenário acabou num erro deste programa; por favor, comunique-o",
    ),
    "needs_person": (
        "1 scenario waits for a person",
        "1 escenario espera a una persona",
        "1 scénario attend une personne",
        "1 cenário espera por uma pessoa",
    ),
}


# What reports.text says of a finding, in English, and its key above.
_SAID = {
    "FAIL": "fail",
    **{severity: f"severity_{severity}" for severity in ("critical", "major", "minor", "note")},
}


class Texts:
    """``texts("tally_fail", n=2)`` in one language."""

    def __init__(self, language: str) -> None:
        self.language = language if language in LANGUAGES else "en"
        self._column = LANGUAGES.index(self.language)

    def __call__(self, key: str, /, **values: object) -> str:
        table = _ONE if values.get("n") == 1 and key in _ONE else _TEXTS
        text = table[key][self._column]
        return text.format(**values) if values else text

    def word(self, english: str) -> str:
        """A label, severity or result of a finding, by its English word."""
        return self(_SAID.get(english, english.replace(" ", "_")))


def language_of(option: str, site: str) -> str:
    """``--lang``, ``INTEROP_LANG``, site file, locale, then English."""
    candidates = (option, os.environ.get("INTEROP_LANG", ""), site, locale.getlocale()[0] or "")
    for candidate in candidates:
        code = candidate.replace("_", "-").split("-")[0].lower()
        if code in LANGUAGES:
            return code
    return "en"

"""What a planned or past treatment is in words of the rules, and its own facts."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from turgor.record.case import Case, PastTreatment
from turgor.record.course import Course, CourseSession, CourseUse, SettingValue
from turgor.record.session import MODALITIES
from turgor.rules.facts import Fact, facts_from
from turgor.rules.label import OPEN_END_D, session_label, use_label
from turgor.rules.refusal import RuleError
from turgor.rules.vocabulary import Vocabulary
from turgor.rules.words import holds, modality_words, word_rows, words_document

RETINOID = "topical-retinoid"


@dataclass(frozen=True, slots=True)
class Treatment:
    """One treatment on a span of days: a session begins and ends on one.

    words : what it can be in the rules' vocabulary, empty where nothing is known of it. reason :
    why it is not one word. facts : its own, by field. label : how it is named to people. index :
    its place in the course's sessions, or after them in its uses; -1 for one before the course.
    """

    index: int
    label: str
    day: float
    end: float
    words: tuple[str, ...]
    reason: str
    site: str
    side: str
    facts: Mapping[str, Fact] = field(default_factory=dict)
    missing: Mapping[str, str] = field(default_factory=dict)
    absent: frozenset[str] = frozenset()


def treatments_of(
    case: Case, course: Course | None, vocabulary: Vocabulary
) -> tuple[Treatment, ...]:
    """A course's sessions, its uses of a retinoid, then what was done before it.

    Errors: RuleError for a setting or a fact that no case can hold.
    """
    site = case.place.site
    start = (course.start if course is not None else None) or case.start
    planned: list[Treatment] = []
    for session in course.sessions if course is not None else ():
        where = f"session {len(planned) + 1} (day {session.day:g})"
        made = of_session(len(planned), session, site, vocabulary, where)
        planned.append(replace(made, label=session_label(len(planned) + 1, session, start)))
    for use in course.uses if course is not None else ():
        if use.kind == RETINOID:
            made = of_use(len(planned), use, site, vocabulary, use.kind)
            planned.append(replace(made, label=use_label(use, start)))
    return (*planned, *(of_past(item, vocabulary) for item in case.past))


def of_session(
    index: int, session: CourseSession, site: str, vocabulary: Vocabulary, where: str
) -> Treatment:
    """A session of a course, on ``site`` where it names none itself.

    Errors: RuleError for a setting that no case can hold.
    """
    words, reason = treatment_words(session.modality, session.settings, vocabulary)
    facts, missing = own_facts(session.modality, session.settings, words, vocabulary, where)
    absent: set[str] = set()
    if session.modality == "chemical-peel" and session.settings.get("minutes") == 0.0:
        del facts["contact_min"]  # nobody neutralises it: there is no such minute
        absent.add("contact_min")
    return Treatment(
        index=index,
        label=session_label(index + 1, session, None),
        day=float(session.day),
        end=session.day,
        words=words,
        reason=reason,
        site=session.site or site,
        side=session.side,
        facts=facts,
        missing=missing,
        absent=frozenset(absent),
    )


def of_use(index: int, use: CourseUse, site: str, vocabulary: Vocabulary, where: str) -> Treatment:
    """A topical retinoid that is used over days."""
    words, reason = treatment_words(use.kind, use.settings, vocabulary)
    facts, missing = own_facts(use.kind, use.settings, words, vocabulary, where)
    if use.stop_day >= OPEN_END_D:
        missing["weeks_of_use"] = "the course does not say when the use ends"
    else:
        facts["weeks_of_use"] = min((use.stop_day - use.start_day) / 7.0, 520.0)
    return Treatment(
        index=index,
        label=use_label(use, None),
        day=use.start_day,
        end=use.stop_day,
        words=words,
        reason=reason,
        site=site,
        side="",
        facts=facts,
        missing=missing,
    )


def of_past(past: PastTreatment, vocabulary: Vocabulary) -> Treatment:
    """A treatment before the course; its site is what its facts say, or not known."""
    where = f"{past.modality} {past.days_ago:g} days before the course"
    facts = dict(facts_from(past.facts, vocabulary, where).facts)
    for name in facts:
        if vocabulary.fields[name].part != "session":
            raise RuleError(f"{where}: '{name}' is no fact of a treatment")
    if past.days_ago < 0.0:
        raise RuleError(f"{where}: days_ago is 0 or more")
    words, reason = treatment_words(past.modality, {}, vocabulary)
    if past.modality in vocabulary.field("modality").words:  # stated in words of the rules
        words, reason = (past.modality,), ""
    site = facts.pop("site", "")
    full = facts.get("full_face") is True
    return Treatment(
        index=-1,
        label=where,
        day=-past.days_ago,
        end=-past.days_ago,
        words=words,
        reason=reason,
        site="full face" if full else str(site),
        side="",
        facts=facts,
    )


def treatment_words(
    modality: str, settings: Mapping[str, SettingValue], vocabulary: Vocabulary
) -> tuple[tuple[str, ...], str]:
    """Every word that a planned treatment can be, and why it is not a single one.

    A modality of the record is read with its settings; any other may be a word of the rules.
    """
    if modality not in MODALITIES and modality in vocabulary.field("modality").words:
        return (modality,), ""
    for row in word_rows("planned_told"):
        value = settings.get(str(row["setting"]))
        if row["modality"] == modality and value is not None and holds(row, value):
            return (str(row["word"]),), ""
    planned = words_document().get("planned")
    known = planned.get(modality) if isinstance(planned, dict) else None
    words = tuple(known) if known is not None else modality_words(modality, settings)
    if modality == "chemical-peel" and len(words) > 1:
        words = _by_agent(settings) or words
    if len(words) == 1:
        return words, ""
    if not words:
        return (), f"the rules know no treatment '{modality}'"
    return words, f"what is stated of the {modality} leaves open which of {', '.join(words)} it is"


def own_facts(
    modality: str,
    settings: Mapping[str, SettingValue],
    words: tuple[str, ...],
    vocabulary: Vocabulary,
    where: str,
) -> tuple[dict[str, Fact], dict[str, str]]:
    """A treatment's settings as facts, and why one that is stated can't be taken.

    A setting of the same name as a field of a session is that field. What is not stated is left
    out, and so unknown.

    Errors: RuleError where a setting lies outside its field.
    """
    renamed = words_document().get("setting")
    names = renamed.get(modality, {}) if isinstance(renamed, dict) else {}
    given: dict[str, object] = {}
    missing: dict[str, str] = {}
    for name, value in settings.items():
        fact = vocabulary.fields.get(str(names.get(name, name)))
        if fact is None or fact.part != "session" or fact.name in ("modality", "site", "agent"):
            continue
        if fact.type == "number" and not isinstance(value, int | float):
            missing[fact.name] = f"'{value}' is no number in {fact.unit}"
            continue
        given[fact.name] = value
    given |= _special(modality, settings, words, vocabulary)
    try:
        return dict(facts_from(given, vocabulary, where).facts), missing
    except RuleError as error:
        raise RuleError(f"{error} ({modality})") from error


def _special(
    modality: str,
    settings: Mapping[str, SettingValue],
    words: tuple[str, ...],
    vocabulary: Vocabulary,
) -> dict[str, object]:
    """What takes more than a name: agents, the strongest acid, dilutions, nights, contact."""
    made: dict[str, object] = {}
    number = {key: value for key, value in settings.items() if isinstance(value, float)}
    if modality == "chemical-peel":
        made["agent"] = _agent(modality, settings, vocabulary)
        stated = [number[key] for key in ("percent", "second_percent") if key in number]
        made["acid_pct"] = max(stated, default=None)
        if len(stated) > 1:
            made["second_acid_pct"] = min(stated)
        made["contact_min"] = number.get("minutes")
    if modality == RETINOID:
        made["agent"] = _agent(modality, settings, vocabulary)
        if "nights_per_week" in number:  # twice a day is still seven nights
            made["nights_per_week"] = min(number["nights_per_week"], 7.0)
    if modality == "microneedling" and isinstance(settings.get("topical"), str):
        made["topical_during"] = settings["topical"] not in ("", "none")
    if modality == "biostimulator" and words == ("caha",):
        made["dilution_ml"] = None
        if "dilution_ml" in number and number.get("product_ml", 0.0) > 0.0:
            made["dilution_ratio"] = number["dilution_ml"] / number["product_ml"]
    return made


def _agent(
    modality: str, settings: Mapping[str, SettingValue], vocabulary: Vocabulary
) -> str | None:
    agent, second = settings.get("agent"), settings.get("second_agent", "")
    if not isinstance(agent, str):
        return None
    if agent == "phenol" and _above_zero(settings.get("croton_oil_pct")):
        return "phenol-croton"
    for row in word_rows("agent"):
        same = (row["modality"], row["agent"]) == (modality, agent)
        if same and row.get("second", second) == second:
            return str(row["word"])
    return agent if agent in vocabulary.field("agent").words else "other"


def _above_zero(value: SettingValue | None) -> bool:
    return isinstance(value, float) and value > 0.0


def _by_agent(settings: Mapping[str, SettingValue]) -> tuple[str, ...]:
    """The depths that a peel's agent and strength leave, empty where the table has no row."""
    second = settings.get("second_agent")
    for row in word_rows("depth"):
        seconds = row.get("second")
        if row["agent"] != settings.get("agent"):
            continue
        if (seconds is None) != (second is None):
            continue
        if isinstance(seconds, list) and second not in seconds:
            continue
        if "above" in row or "at_most" in row:
            value = settings.get(str(row.get("setting", "percent")))
            if value is None or not holds(row, value):
                continue
        words = row["words"]
        return tuple(str(word) for word in words) if isinstance(words, list) else ()
    return ()

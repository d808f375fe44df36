"""A study's protocols, plans with their rules, and overrides of rules."""

from turgor.errors import StudyError
from turgor.record.kept_documents import KeptLibrary, KeptPlan, KeptProtocol
from turgor.record.rule_override import RuleOverride
from turgor.store import schema
from turgor.store.codec import RecordCodec
from turgor.store.connect import Database
from turgor.store.ledger import Kept, Ledger


class Protocols(Ledger[KeptProtocol]):
    """The protocols of a study, every version of them."""

    def __init__(self, database: Database) -> None:
        super().__init__(
            database, schema.protocol, RecordCodec(KeptProtocol), "protocol", ("sha256",)
        )

    def newest(self, name: str) -> KeptProtocol:
        """The version of a protocol that was kept last.

        Errors: StudyError with the protocols that there are; StoreError.
        """
        kept = [one.record for one in self.all()]
        found = [record for record in kept if record.name == name]
        if not found:
            there = ", ".join(dict.fromkeys(record.name for record in kept)) or "none"
            raise StudyError(f"the study keeps no protocol '{name}'; there are {there}")
        return found[-1]


class Plans:
    """The part of a store that knows plans.

    kept : plans; libraries : the rules they were made with, each library once; overrides : what
    was decided against a rule.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self.kept: Ledger[KeptPlan] = Ledger(
            database, schema.treatment_plan, RecordCodec(KeptPlan), "plan", ("subject", "sha256")
        )
        self.libraries: Ledger[KeptLibrary] = Ledger(
            database, schema.rule_library, RecordCodec(KeptLibrary), "library of rules", ("sha256",)
        )
        self.overrides: Ledger[RuleOverride] = Ledger(
            database,
            schema.rule_override,
            RecordCodec(RuleOverride),
            "override",
            ("subject", "plan_sha256", "rule", "library_sha256", "who", "day"),
        )

    def keep(self, plan: KeptPlan, library: KeptLibrary) -> tuple[str, Kept[KeptPlan]]:
        """Keep a plan and the rules that it was made with, both or neither.

        Errors: StudyError where the library is another than the plan names; StoreError.
        """
        if plan.library_sha256 != library.sha256:
            raise StudyError(
                f"plan '{plan.name}' was made with library {plan.library_sha256[:12]}, and library "
                f"{library.sha256[:12]} was given; give the one that it names"
            )
        with self._database.together():
            self.libraries.add(library)
            return self.kept.add(plan)

    def reopen(self, number: int) -> tuple[KeptPlan, KeptLibrary]:
        """A plan by its number, with its own rules.

        Errors: StudyError where there is none, or it was withdrawn; StoreError.
        """
        kept = self.kept.one(number)
        if kept.withdrawn:
            raise StudyError(f"plan {number} was withdrawn ({kept.withdrawn})")
        return kept.record, self.library(kept.record.library_sha256)

    def library(self, sha256: str) -> KeptLibrary:
        """A library by its sum.

        Errors: StudyError where the study keeps none such; StoreError.
        """
        for kept in self.libraries.all():
            if kept.record.sha256 == sha256:
                return kept.record
        raise StudyError(f"the study keeps no library of rules {sha256[:12]}")

    def override(self, made: RuleOverride) -> tuple[str, Kept[RuleOverride]]:
        """Record what was decided against a rule.

        Errors: StudyError where the plan that it names is not this subject's, or was made with
        another library; StoreError.
        """
        if made.plan_sha256:
            plans = [one.record for one in self.kept.all(made.subject)]
            named = [plan for plan in plans if plan.sha256 == made.plan_sha256]
            if not named:
                raise StudyError(
                    f"{made.subject} has no plan {made.plan_sha256[:12]} on record; keep the plan "
                    "first, or leave it empty for a check alone"
                )
            if named[0].library_sha256 != made.library_sha256:
                raise StudyError(
                    f"plan '{named[0].name}' was made with library "
                    f"{named[0].library_sha256[:12]}; an override of it names that one"
                )
        return self.overrides.add(made)

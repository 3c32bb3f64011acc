"""Every declaration is walked: an addition that is not whole fails here."""

from __future__ import annotations

from pathlib import Path

import pytest

from lib import load_measures, metrics, peers, roles, schema, sources, views
from lib.commands import declarations

ROOT = Path(__file__).resolve().parents[2]
PRINTED = {command.name: command for command in declarations.COMMANDS}


@pytest.mark.parametrize("page", ["metrics", "loads", "roles"])
def test_the_page_in_docs_is_what_the_code_prints(page: str) -> None:
    command = PRINTED[page]
    assert command.words(command.run(None)) in (ROOT / "docs" / f"{page}.md").read_text()  # type: ignore[arg-type]


@pytest.mark.parametrize("metric", metrics.METRICS, ids=lambda each: each.id)
def test_a_metric_reads_columns_that_exist_and_says_what_else(metric: metrics.Metric) -> None:
    assert metric.source in sources.BY_ID
    assert metric.events in {*schema.PERSON_EVENTS, *schema.UNIT_FIGURES, "allegations_count"}
    assert metric.exposure in {*schema.PERSON_EVENTS, "time_at_risk", "in_post"}
    assert metric.what_else and metric.why_it_matters.endswith(".") and metric.per > 0
    assert not set(metric.workload_without) - {*load_measures.BY_ID, "vacancy", "abstraction"}
    assert metric.is_pattern_metric <= (metric.level == "person")


@pytest.mark.parametrize("measure", load_measures.LOAD_MEASURES, ids=lambda each: each.id)
def test_a_load_measure_reads_columns_that_exist(measure: load_measures.LoadMeasure) -> None:
    known = {"person_months": schema.PERSON_EVENTS, "unit_months": schema.UNIT_FIGURES}[measure.table]
    assert measure.numerator in known
    assert measure.denominator in known or (measure.how == "maximum" and not measure.denominator)
    assert measure.source in sources.BY_ID and measure.meaning.endswith(".")
    assert not measure.person_too or measure.table == "person_months"


@pytest.mark.parametrize("source", sources.SOURCES, ids=lambda each: each.id)
def test_a_source_has_a_key_and_fields_that_fit(source: sources.Source) -> None:
    assert set(source.key) <= set(source.names)
    assert {source.person, source.unit, *(source.interval or ())} - {None} <= set(source.names)
    assert len(set(source.names)) == len(source.names)
    stored = {schema.column_name(field) for field in source.fields if field.place == "fact"}
    assert stored <= set(schema.FACTS[source.id].columns.keys())
    assert not {field.name for field in source.fields if field.place != "fact"} & set(schema.FACTS[source.id].columns.keys())


@pytest.mark.parametrize("rule", peers.PEER_RULES, ids=lambda each: each.id)
def test_a_peer_rule_ends_at_kind_and_uses_nothing_protected(rule: peers.PeerRule) -> None:
    assert set(rule.keys) <= set(schema.COHORT_COLUMNS)
    assert rule.rungs()[-1] == ("kind",)
    assert not set(rule.keys) & {field.name for field in sources.BY_ID["people"].fields if field.place == "protected"}


@pytest.mark.parametrize("view", views.VIEWS, ids=lambda each: each.id)
def test_a_view_has_its_page_and_known_roles(view: views.View) -> None:
    assert (ROOT / "pages" / view.page).is_file()
    assert set(view.roles) <= set(roles.ROLES) and view.question.endswith("?")


def test_every_role_opens_somewhere() -> None:
    assert {role: views.first_view(role).id for role in roles.ROLES} == {
        "leader": "brief",
        "analyst": "brief",
        **dict.fromkeys(("reviewer", "evaluator", "observer", "person", "loader", "administrator", "auditor"), "data_methods"),
    }

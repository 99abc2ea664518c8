"""What doctor's report says is without the user's names, and still says what was refused."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from nightledger.doctor.meanings import MEANINGS, OTHER, meaning_of
from nightledger.doctor.pseudonyms import Pseudonyms
from nightledger.doctor.shipped import shipped
from nightledger.ledger import Refusal

pytestmark = pytest.mark.row("F8")
CANARIES = {
    "project": "acme-lending-prod",
    "domain_project": "acme.example:lending",
    "dataset": "analytics_audit",
    "other_dataset": "raw_customers",
    "table": "applicants_2026",
    "plain_table": "applicants",
    "account": "dbt-runner@acme-lending-prod.iam.gserviceaccount.com",
    "person": "grace.hopper@acme.example",
    "number": "123456789012",
    "key": "projects/acme-kms/locations/eu/keyRings/vault/cryptoKeys/ledger-key",
    "reservation": "acme-admin:EU.nightly",
    "policy": "accessPolicies/987654321/servicePerimeters/lending_perimeter",
    "job": "bquxjob_7c1f_18a2",
    "host": "https://console.example/acme-lending-prod/jobs?x=1",
}
REFUSALS = {
    "Access Denied: Project {project}: User does not have bigquery.jobs.create permission in "
    "project {project}.": ("permission", "bigquery.jobs.create"),
    "Access Denied: Table {project}:{dataset}.alert_deliveries: User {person} does not have "
    "permission to query table {project}:{dataset}.alert_deliveries, or it does not exist.": (
        "permission",
        "alert_deliveries",
    ),
    "Access Denied: Dataset {domain_project}.{other_dataset}: Permission "
    "bigquery.datasets.create denied for {account} (or it may not exist).": (
        "permission",
        "bigquery.datasets.create",
    ),
    "Not found: Dataset {project}:{dataset} was not found in location EU": ("location", "EU"),
    "Not found: Table {project}:{other_dataset}.{plain_table} was not found in location "
    "europe-west3": ("location", "location"),
    "Constraint constraints/gcp.resourceLocations violated for {project} attempting to create a "
    "dataset in US": ("location", "attempting"),
    "Request is prohibited by organization's policy. vpcServiceControlsUniqueIdentifier: {job}; "
    "{policy}": ("permission", "prohibited by organization"),
    "Quota exceeded: Your project {number} exceeded quota for concurrent queries.": (
        "quota",
        "concurrent queries",
    ),
    "Resources exceeded during query execution: Not enough resources for query planning - too "
    "many subqueries or query is too complex.": ("planning", "query planning"),
    "WITH RECURSIVE is only allowed at the top level of the SELECT, in `{dataset}.{table}`": (
        "recursion",
        "WITH RECURSIVE",
    ),
    "Cloud KMS key {key} of reservation {reservation} cannot be used with {host}": (
        "statement",
        "Cloud KMS",
    ),
    "Unrecognized name: {table}; Did you mean occurred_at? at [12:30]": (
        "statement",
        "occurred_at",
    ),
    "Reauthentication is needed for {person}": ("credentials", "Reauthentication"),
}


@pytest.mark.parametrize("text", REFUSALS)
def test_a_refusal_is_shown_without_names_and_still_says_what_it_is(text: str) -> None:
    kind, kept = REFUSALS[text]
    words = text.format(**CANARIES)
    names = Pseudonyms()
    names.learn(CANARIES["project"], "project")
    names.learn(CANARIES["dataset"], "dataset")
    names.learn(CANARIES["account"], "account")

    shown = names.hide(words)

    for canary in CANARIES.values():
        assert canary not in shown
    for secret in ("acme", "grace", "hopper", "applicants", "raw_customers", "vault", "123456789"):
        assert secret not in shown
    assert kept in shown
    assert meaning_of(Refusal(words=words, advice="")).kind == kind


@given(
    name=st.from_regex(r"[a-z][a-z0-9]{2,9}[-_][a-z0-9]{2,9}[0-9]", fullmatch=True),
    place=st.sampled_from(
        [
            "Table {}", "`{}`", "project:{}.x", "at {}:", "User {} has", "({})", "{}", "a/{}/b",
            "'{}'", "[{}]", "id={}",
        ]
    ),
)  # fmt: skip
def test_whatever_looks_like_a_name_is_hidden_wherever_it_stands(name: str, place: str) -> None:
    assert name not in Pseudonyms().hide(f"Not found: {place.format(name)} is not there")


def test_secrets_are_taken_out_too() -> None:
    shown = Pseudonyms().hide("password=hunter2 was refused")
    assert "hunter2" not in shown


def test_names_of_ours_are_shown() -> None:
    text = "Table project:dataset.vw_open_problems has no column recorded_by; dbt_test_results does"
    assert Pseudonyms().hide(text) == text


def test_every_kind_says_what_to_do_and_only_once() -> None:
    kinds = [each.kind for each in (*MEANINGS, OTHER)]
    assert len(kinds) == len(set(kinds))
    assert all(each.means and each.do for each in (*MEANINGS, OTHER))


def test_what_is_shipped_names_no_place() -> None:
    assert {each.kind for each in shipped()} == {"table", "procedure", "creation", "occasion"}
    for each in shipped():
        assert "nightledger-local" not in each.sql
        assert "`p`.`d`" in each.at("`p`.`d`")

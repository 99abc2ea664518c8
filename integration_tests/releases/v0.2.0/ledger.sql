create table if not exists {ledger}.`dbt_invocations` (
    row_id string not null options(description='Deterministic id of the row: the hex MD5 of the table\'s natural key. The same fact always gets the same id.'),
    occurred_at timestamp not null options(description='When the fact happened (UTC), never later than `recorded_at`.'),
    recorded_at timestamp default current_timestamp() not null options(description='When the row was written (UTC), by BigQuery\'s clock. The day partition.'),
    recorded_by string default session_user() not null options(description='Account that wrote the row, `session_user()` of BigQuery.'),
    environment string not null options(description='Environment it belongs to, as the writer was told: dbt by the var `environment` or the target\'s name; dlt and Dagster by `environment`, `prod` unless told otherwise.'),
    shifted_days int64 options(description='Days by which `nightledger ingest --shift-days` moved this replayed fact into the past. Null: a real fact at its real time.'),
    invocation_id string not null options(description='dbt\'s id of the command.'),
    event string not null options(description='`started` or `finished`.'),
    command string not null options(description='dbt\'s name of the command: build, run, test, seed, snapshot, freshness, clone, retry.'),
    run_key string options(description='What makes the command comparable with earlier ones: project, target, command and arguments, without times, ids and folders. Long arguments are a hash. Null: recorded by an older version.'),
    is_whole bool options(description='Whether it was to look at everything a command of its kind looks at: nothing selects, excludes or stops it early, and it is no retry. Null: its arguments are not known.'),
    planned_count int64 options(description='Result rows it is to leave: the models, seeds, snapshots, functions, data tests and sources it selected, without ephemeral models and Nightledger\'s own. Null: not known, as when it is read from artifacts.'),
    invocation_command string options(description='The command line as typed, secrets redacted; in a host such as Prefect the host\'s. For people: what identifies the command is `run_key`. Null: the engine does not say.'),
    project_name string options(description='Name of the root dbt project.'),
    target_name string options(description='Name of the dbt target.'),
    target_project string options(description='BigQuery project of the target.'),
    target_dataset string options(description='Default dataset of the target.'),
    threads int64 options(description='Threads of the target. Null: not reported.'),
    full_refresh bool options(description='Whether `--full-refresh` was given.'),
    args json options(description='Arguments that decide what the command did (select, exclude, vars and so on), secrets redacted.'),
    settings json options(description='Settings of Nightledger that the project sets and that decide what its rows say, secrets redacted. Null: it sets none.'),
    env json options(description='The `DBT_ENV_CUSTOM_ENV_*` variables without their prefix, secrets redacted. Empty object: none.'),
    dbt_version string options(description='Version of dbt.'),
    package_version string options(description='Version of Nightledger that wrote the row.'),
    git_sha string options(description='Commit of the project: `DBT_ENV_CUSTOM_ENV_GIT_SHA` or the usual CI variables. Null: not known.'),
    git_branch string options(description='Branch of the project, from the same places. Null: not known.'),
    invoked_by string options(description='Person or service that started it: `DBT_ENV_CUSTOM_ENV_INVOKED_BY` or the usual CI variables. Null: not known.'),
    orchestrator string options(description='What started it: dagster, github_actions, gitlab_ci, azure_devops, airflow, or `DBT_ENV_CUSTOM_ENV_ORCHESTRATOR`. Null: not known, probably a person.'),
    pipeline_run_id string options(description='Id shared by everything one pipeline run started (dlt loads, dbt commands): `NIGHTLEDGER_PIPELINE_RUN_ID`, or the Dagster run id. Null: started on its own.'),
    dagster_run_id string options(description='Dagster run that started this. Null: not started by Dagster.'),
    run_url string options(description='Link to the run, from the var `run_url_template`. Null: no template.'),
    artifacts_url string options(description='Link to the dbt artifacts, from the var `artifacts_url_template`. Null: no template.'),
    result_count int64 options(description='Results dbt had for this event, as far as they are facts. Null on `started`.')
)
partition by timestamp_trunc(recorded_at, day)
cluster by recorded_at, environment, invocation_id
options(description='One row per event of a dbt command: `started` before its first node, `finished` after its last. A command that was killed has no `finished` row.');
create table if not exists {ledger}.`looks` (
    row_id string not null options(description='Deterministic id of the row: the hex MD5 of the table\'s natural key. The same fact always gets the same id.'),
    recorded_at timestamp default current_timestamp() not null options(description='When the row was written (UTC), by BigQuery\'s clock. The day partition.'),
    recorded_by string default session_user() not null options(description='Account that wrote the row, `session_user()` of BigQuery.'),
    look_id string not null options(description='Id of the look.'),
    event string not null options(description='`started` or `finished`.'),
    looked_at timestamp not null options(description='BigQuery\'s clock when the look began (UTC), before it read anything.'),
    family string options(description='Family of facts the row is about: dbt, dagster, dlt, notices or deliveries. Null on `started`.'),
    watermark timestamp options(description='Facts of the family that were recorded up to then have been judged (UTC). Null on `started`, and of a family nobody has looked at yet.'),
    row_count int64 options(description='Rows of the family recorded within the day before `counted_at`, counted before any was read. Null on `started`.'),
    counted_at timestamp options(description='When the rows of the family were counted last (UTC): at `looked_at`, or by an earlier look. Null on `started`, and of a family nobody has looked at yet.'),
    counted_then int64 options(description='What the count before this one found. Null: no count before, or this look did not count.'),
    counted_again int64 options(description='The same interval as this look found it. More than `counted_then`: facts were committed late. Fewer: facts were removed. Null: as `counted_then`.'),
    event_count int64 options(description='Rows the look wrote to `problem_events`. Null on `started`.'),
    next_due_at timestamp options(description='Earliest deadline still to come (UTC). Null: none is known.'),
    rules_version string options(description='Checksum of the SQL that judged. Null on `started`.'),
    package_version string options(description='Version of Nightledger that made the procedure. Null on `started`.')
)
partition by timestamp_trunc(recorded_at, day)
cluster by event
options(description='One row when a look begins (`started`) and, when all it found is written, one per family of facts (`finished`). A look that died has no second row; the next one does its work.');
create table if not exists {ledger}.`dbt_test_results` (
    row_id string not null options(description='Deterministic id of the row: the hex MD5 of the table\'s natural key. The same fact always gets the same id.'),
    occurred_at timestamp not null options(description='When the fact happened (UTC), never later than `recorded_at`.'),
    recorded_at timestamp default current_timestamp() not null options(description='When the row was written (UTC), by BigQuery\'s clock. The day partition.'),
    recorded_by string default session_user() not null options(description='Account that wrote the row, `session_user()` of BigQuery.'),
    environment string not null options(description='Environment it belongs to, as the writer was told: dbt by the var `environment` or the target\'s name; dlt and Dagster by `environment`, `prod` unless told otherwise.'),
    shifted_days int64 options(description='Days by which `nightledger ingest --shift-days` moved this replayed fact into the past. Null: a real fact at its real time.'),
    invocation_id string not null options(description='dbt\'s id of the command.'),
    project_name string options(description='Name of the root dbt project. Null: recorded by an older version.'),
    run_key string options(description='What makes the command comparable with earlier ones, see `dbt_invocations`. Null: recorded by an older version.'),
    git_sha string options(description='Commit of the project, as in `dbt_invocations`. Null: not known.'),
    owner string options(description='Who looks after it: `meta.owner`, else the owner of its dbt group, else `meta.owner` of the asset it tests. Null: nobody is named.'),
    runbook_url string options(description='`meta.runbook_url` of the node or of the asset it tests. Null: none.'),
    tags array<string> options(description='Tags of the node. Empty: none.'),
    started_at timestamp options(description='When its execution started. Null: skipped.'),
    completed_at timestamp options(description='When its execution ended. Null: skipped.'),
    bytes_processed int64 options(description='Bytes BigQuery read for it. Null: not reported (failed, skipped, or the engine does not say).'),
    bytes_billed int64 options(description='Bytes BigQuery billed for it. Null: not reported.'),
    slot_ms int64 options(description='Slot milliseconds it used. Null: not reported.'),
    job_id string options(description='BigQuery job id. Null: not reported; dbt reports none for an error.'),
    job_project string options(description='Project the job ran in. Null: not reported.'),
    job_location string options(description='Location the job ran in. Null: not reported.'),
    depends_on array<string> options(description='Unique ids of the nodes it reads. Empty: none.'),
    unique_id string not null options(description='dbt\'s unique id of the test. Long; `test_name` is for people.'),
    test_type string not null options(description='generic, singular or unit.'),
    test_name string not null options(description='Short name: `unique`, `package.name` for a test from a package, the file\'s name for a singular test.'),
    description string options(description='Description of the test. Null: none.'),
    package_name string options(description='dbt package the test belongs to.'),
    path string options(description='Path of the file that declares it.'),
    asset_id string options(description='Unique id of the model, seed, snapshot or source it tests: the attached node, the model of a unit test, else the first one it reads. Null: it reads none.'),
    asset_name string options(description='Name of that asset; a source is `source.table`.'),
    asset_relation string options(description='Table or view of that asset, fully qualified.'),
    column_name string options(description='Column it tests. Null: it tests the whole asset.'),
    test_kwargs json options(description='Arguments of a generic test without the model and the column. Null: none.'),
    status string not null options(description='dbt\'s status: pass, fail, warn, error, skipped.'),
    severity string options(description='Declared severity in lower case: error or warn. Null: a unit test.'),
    is_critical bool not null options(description='Whether the test, or the asset it tests, carries the tag `critical`.'),
    failures int64 options(description='Rows that broke the test, or what its `fail_calc` came to. Null: it did not run, or errored.'),
    message string options(description='What dbt said, colour codes removed, cut at 8 KB. Null: nothing, as for a test that passed.'),
    compiled_code string options(description='The test\'s SQL, cut at 8 KB. Null: the var `capture_compiled_sql` is off.'),
    fail_calc string options(description='What `failures` is where it is no count of rows, such as `sum(amount)`. Null: it is one.'),
    failures_relation string options(description='Table of the offending rows when the test stores failures. Null: it does not.'),
    execution_seconds float64 options(description='Time dbt measured for the node, in seconds. 0 for a skipped node.'),
    alerts json options(description='Rules for its alerts that the project sets in `meta.alerts` of the test, else of the asset it tests: severity, flapping_changes, transient_wait_minutes, ignore. Without secrets, cut at 8 KB. Null: none.')
)
partition by timestamp_trunc(recorded_at, day)
cluster by recorded_at, environment, unique_id
options(description='One row per data test or unit test in a dbt command.');
create table if not exists {ledger}.`dagster_asset_materializations` (
    row_id string not null options(description='Deterministic id of the row: the hex MD5 of the table\'s natural key. The same fact always gets the same id.'),
    occurred_at timestamp not null options(description='When the fact happened (UTC), never later than `recorded_at`.'),
    recorded_at timestamp default current_timestamp() not null options(description='When the row was written (UTC), by BigQuery\'s clock. The day partition.'),
    recorded_by string default session_user() not null options(description='Account that wrote the row, `session_user()` of BigQuery.'),
    environment string not null options(description='Environment it belongs to, as the writer was told: dbt by the var `environment` or the target\'s name; dlt and Dagster by `environment`, `prod` unless told otherwise.'),
    deployment string not null options(description='Name of the Dagster deployment, as the Dagster project said: `dagster` unless told otherwise. Ids that Dagster counts are unique within it.'),
    event_id string not null options(description='Dagster\'s id of the event: run id and number within the run; for an event outside any run, the deployment, its number and its time, for numbers begin anew with a new database.'),
    run_id string options(description='Dagster run the event belongs to. Null: an event outside any run.'),
    job_name string options(description='Dagster job of the run. Null: an event outside any run.'),
    step_key string options(description='Step that did it. Null: reported from outside a step.'),
    asset_key string not null options(description='Dagster\'s key of the asset, its parts joined with `/`.'),
    event string not null options(description='`planned`, `materialized`, `observed` or `freshness`.'),
    partition_key string options(description='Partition of the asset. Null: it has none.'),
    row_count int64 options(description='Rows, from the metadata `dagster/partition_row_count`, `dagster/row_count` or `rows_loaded`. 0 is a number. Null: not said.'),
    table_name string options(description='Table of the asset, from the metadata `dagster/table_name`. Null: not said.'),
    freshness_state string options(description='On `freshness`: the state that began, in lower case: `pass`, `warn`, `fail`, `unknown`, `not_applicable`. Null on other events.'),
    previous_freshness_state string options(description='On `freshness`: the state that ended. Null on other events.'),
    columns array<string> options(description='Columns from the metadata `dagster/column_schema` of the event, else of the definition, `name type` each. Empty: not said.'),
    code_version string options(description='Dagster\'s code version of the asset. Null: it has none.'),
    data_version string options(description='Dagster\'s data version. Null: none.'),
    metadata json options(description='The rest of the metadata, secrets redacted, long values cut. Null: none.'),
    tags json options(description='Tags of the event. Null: none.'),
    dbt_unique_id string options(description='dbt\'s unique id of the node that made the asset. Null: dbt did not.'),
    dbt_invocation_id string options(description='dbt command that made the asset. Null: dbt did not.'),
    dlt_load_ids array<string> options(description='dlt load packages that made the asset. Empty: dlt did not, or did not say.'),
    owners array<string> options(description='Owners that the asset\'s definition names, mail addresses and `team:...`, as they were when the row was written. Empty: none, or it is defined in another code location than the audit sensor.'),
    group_name string options(description='Group of the asset, as `owners`. Null: it is defined in another code location.'),
    kinds array<string> options(description='Kinds of the asset, such as `dbt` and `bigquery`, as `owners`. Empty: none.'),
    definition_tags array<string> options(description='Tags that the asset\'s definition has, `key=value`, or the key alone where there is no value, as `owners`. Empty: none.')
)
partition by timestamp_trunc(recorded_at, day)
cluster by recorded_at, environment, asset_key
options(description='One row per planned materialization, materialization, observation and freshness change of a Dagster asset. What was planned and has no materialization in the same run never happened.');
create table if not exists {ledger}.`alert_notices` (
    row_id string not null options(description='Deterministic id of the row: the hex MD5 of the table\'s natural key. The same fact always gets the same id.'),
    occurred_at timestamp not null options(description='When the fact happened (UTC), never later than `recorded_at`.'),
    recorded_at timestamp default current_timestamp() not null options(description='When the row was written (UTC), by BigQuery\'s clock. The day partition.'),
    recorded_by string default session_user() not null options(description='Account that wrote the row, `session_user()` of BigQuery.'),
    environment string not null options(description='Which environment the notice is about.'),
    notice_id string not null options(description='Id of the notice.'),
    notice_key string not null options(description='What it is about, the same for all notices about one thing: a later one with status `resolved` ends it.'),
    status string not null options(description='`firing` (goes on until resolved), `resolved`, or `event` (told once, over at once).'),
    severity string not null options(description='critical, error, warn or info (news that is nothing to repair: told once, pages nobody).'),
    title string not null options(description='What happened, in a line.'),
    detail string options(description='More of it. Null: nothing more.'),
    facts array<string> options(description='What messages show of it one by one, each as `name=value`. Empty: nothing.'),
    source string not null options(description='Tool that gave it.'),
    owner string options(description='Who looks after it. Null: nobody is named.'),
    asset_name string options(description='Table or view concerned. Null: none.'),
    tags array<string> options(description='Tags for routes and silences. Empty: none.'),
    link_url string options(description='Where to read more. Null: nowhere.'),
    runbook_url string options(description='Link to its runbook. Null: none.'),
    created_by string options(description='Who or what ran the command. Null: not known.')
)
partition by timestamp_trunc(recorded_at, day)
cluster by recorded_at, environment, notice_key
options(description='One row per notice another tool gave with `nightledger notify`: it goes through the same routes as a failing test.');
create table if not exists {ledger}.`dbt_node_results` (
    row_id string not null options(description='Deterministic id of the row: the hex MD5 of the table\'s natural key. The same fact always gets the same id.'),
    occurred_at timestamp not null options(description='When the fact happened (UTC), never later than `recorded_at`.'),
    recorded_at timestamp default current_timestamp() not null options(description='When the row was written (UTC), by BigQuery\'s clock. The day partition.'),
    recorded_by string default session_user() not null options(description='Account that wrote the row, `session_user()` of BigQuery.'),
    environment string not null options(description='Environment it belongs to, as the writer was told: dbt by the var `environment` or the target\'s name; dlt and Dagster by `environment`, `prod` unless told otherwise.'),
    shifted_days int64 options(description='Days by which `nightledger ingest --shift-days` moved this replayed fact into the past. Null: a real fact at its real time.'),
    invocation_id string not null options(description='dbt\'s id of the command.'),
    project_name string options(description='Name of the root dbt project. Null: recorded by an older version.'),
    run_key string options(description='What makes the command comparable with earlier ones, see `dbt_invocations`. Null: recorded by an older version.'),
    git_sha string options(description='Commit of the project, as in `dbt_invocations`. Null: not known.'),
    owner string options(description='Who looks after it: `meta.owner`, else the owner of its dbt group, else `meta.owner` of the asset it tests. Null: nobody is named.'),
    runbook_url string options(description='`meta.runbook_url` of the node or of the asset it tests. Null: none.'),
    tags array<string> options(description='Tags of the node. Empty: none.'),
    started_at timestamp options(description='When its execution started. Null: skipped.'),
    completed_at timestamp options(description='When its execution ended. Null: skipped.'),
    bytes_processed int64 options(description='Bytes BigQuery read for it. Null: not reported (failed, skipped, or the engine does not say).'),
    bytes_billed int64 options(description='Bytes BigQuery billed for it. Null: not reported.'),
    slot_ms int64 options(description='Slot milliseconds it used. Null: not reported.'),
    job_id string options(description='BigQuery job id. Null: not reported; dbt reports none for an error.'),
    job_project string options(description='Project the job ran in. Null: not reported.'),
    job_location string options(description='Location the job ran in. Null: not reported.'),
    depends_on array<string> options(description='Unique ids of the nodes it reads. Empty: none.'),
    unique_id string not null options(description='dbt\'s unique id of the node.'),
    resource_type string not null options(description='model, seed, snapshot, function, operation (a hook), or dbt\'s word for what else failed.'),
    name string not null options(description='Name of the node.'),
    package_name string options(description='dbt package the node belongs to.'),
    path string options(description='Path of the file in the project.'),
    relation_name string options(description='Table or view it builds, fully qualified. Null: it builds none.'),
    materialization string options(description='How it is materialised: table, view, incremental, snapshot, seed and so on.'),
    status string not null options(description='dbt\'s status: success, error, skipped, warn, partial success, no-op, reused.'),
    message string options(description='What dbt said, colour codes removed, cut at 8 KB. Null: nothing.'),
    thread_id string options(description='dbt thread it ran on.'),
    rows_affected int64 options(description='Rows written, as BigQuery reports them. 0 is a number. Null: not reported.'),
    execution_seconds float64 options(description='Time dbt measured for the node, in seconds. 0 for a skipped node.'),
    code_checksum string options(description='Checksum of its code, to see what changed. Null: the engine gives none.'),
    is_critical bool not null options(description='Whether it carries the tag `critical`.'),
    alerts json options(description='Rules for its alerts that the project sets in `meta.alerts`: severity, flapping_changes, transient_wait_minutes, ignore. Without secrets, cut at 8 KB. Null: none.'),
    exposures array<string> options(description='Exposures of the project that read it directly, each as `label or name (owner)`, at most 50. Empty: none.'),
    batch_results json options(description='Batches of a microbatch model: `successful_count`, `failed_count`, `first_at`, `last_at`, and `failed`: failed ones, those that touch as one, the first 50 of `failed_range_count`. Null: not a microbatch model.')
)
partition by timestamp_trunc(recorded_at, day)
cluster by recorded_at, environment, unique_id
options(description='One row per model, seed, snapshot or function in a dbt command, and per hook or anything else that failed.');
create table if not exists {ledger}.`dbt_test_samples` (
    row_id string not null options(description='Deterministic id of the row: the hex MD5 of the table\'s natural key. The same fact always gets the same id.'),
    occurred_at timestamp not null options(description='When the test ended (UTC), never later than `recorded_at`.'),
    recorded_at timestamp default current_timestamp() not null options(description='When the row was written (UTC), by BigQuery\'s clock. The day partition.'),
    recorded_by string default session_user() not null options(description='Account that wrote the row, `session_user()` of BigQuery.'),
    environment string not null options(description='Environment it belongs to, as the writer was told: dbt by the var `environment` or the target\'s name; dlt and Dagster by `environment`, `prod` unless told otherwise.'),
    shifted_days int64 options(description='Days by which `nightledger ingest --shift-days` moved this replayed fact into the past. Null: a real fact at its real time.'),
    invocation_id string not null options(description='dbt\'s id of the command.'),
    unique_id string not null options(description='dbt\'s unique id of the test.'),
    sample_status string not null options(description='Why there is a sample or not: taken, masked (nothing of it may be shown), off, over budget, not available, or failed with the class of the error.'),
    sample json options(description='Up to five offending rows. Only declared columns without a mark are shown, the others are `***`. Null: see `sample_status`.')
)
partition by timestamp_trunc(recorded_at, day)
cluster by recorded_at, environment, unique_id
options(description='One row per failing data test in a dbt command: a few of the rows that broke it. Recorded after the results.');
create table if not exists {ledger}.`alert_silences` (
    row_id string not null options(description='Deterministic id of the row: the hex MD5 of the table\'s natural key. The same fact always gets the same id.'),
    occurred_at timestamp not null options(description='When the fact happened (UTC), never later than `recorded_at`.'),
    recorded_at timestamp default current_timestamp() not null options(description='When the row was written (UTC), by BigQuery\'s clock.'),
    recorded_by string default session_user() not null options(description='Account that wrote the row, `session_user()` of BigQuery.'),
    environment string not null options(description='Which environment the silence was recorded from: the var `environment`, or the dbt target\'s name; `*` from the command line.'),
    silence_id string not null options(description='Id of the silence.'),
    event string not null options(description='`created` or `ended`.'),
    starts_at timestamp options(description='From when on it holds (UTC). Null on `ended`.'),
    ends_at timestamp not null options(description='Until when it holds (UTC); on `ended`, since when it does not any more.'),
    matched_environment string options(description='Environments it silences. Null: all.'),
    severity string options(description='Severities it silences. Null: all.'),
    kind string options(description='Kinds it silences, such as test, check or dagster run. Null: all.'),
    asset string options(description='Names of tables or views it silences, such as `fct_*`. Null: all.'),
    subject string options(description='What it silences by name as messages show it, such as `unique on customers.*`. Null: all.'),
    owner string options(description='Owners it silences. Null: all.'),
    tag string options(description='Tags it silences: one of the asset\'s or test\'s tags matches. Null: all.'),
    created_by string not null options(description='Who made or ended it.'),
    comment string options(description='Why. Null on `ended` when nothing was said.')
)
cluster by environment, silence_id
options(description='One row each time a silence is made (`created`) or ended before its time (`ended`). Patterns may contain `*`; null matches everything.');
create table if not exists {ledger}.`dbt_source_freshness` (
    row_id string not null options(description='Deterministic id of the row: the hex MD5 of the table\'s natural key. The same fact always gets the same id.'),
    occurred_at timestamp not null options(description='When the fact happened (UTC), never later than `recorded_at`.'),
    recorded_at timestamp default current_timestamp() not null options(description='When the row was written (UTC), by BigQuery\'s clock. The day partition.'),
    recorded_by string default session_user() not null options(description='Account that wrote the row, `session_user()` of BigQuery.'),
    environment string not null options(description='Environment it belongs to, as the writer was told: dbt by the var `environment` or the target\'s name; dlt and Dagster by `environment`, `prod` unless told otherwise.'),
    shifted_days int64 options(description='Days by which `nightledger ingest --shift-days` moved this replayed fact into the past. Null: a real fact at its real time.'),
    invocation_id string not null options(description='dbt\'s id of the command.'),
    project_name string options(description='Name of the root dbt project. Null: recorded by an older version.'),
    run_key string options(description='What makes the command comparable with earlier ones, see `dbt_invocations`. Null: recorded by an older version.'),
    git_sha string options(description='Commit of the project, as in `dbt_invocations`. Null: not known.'),
    owner string options(description='Who looks after it: `meta.owner`, else the owner of its dbt group, else `meta.owner` of the asset it tests. Null: nobody is named.'),
    runbook_url string options(description='`meta.runbook_url` of the node or of the asset it tests. Null: none.'),
    tags array<string> options(description='Tags of the node. Empty: none.'),
    unique_id string not null options(description='dbt\'s unique id of the source table.'),
    source_name string not null options(description='Name of the source.'),
    table_name string not null options(description='Name of the table in the source.'),
    relation_name string options(description='The table, fully qualified.'),
    status string not null options(description='dbt\'s status in lower case: pass, warn, error, runtime error.'),
    message string options(description='What dbt said when the check itself failed. Null: nothing.'),
    max_loaded_at timestamp options(description='Newest row of the source. Null: the check did not run.'),
    snapshotted_at timestamp options(description='When dbt looked. Null: the check did not run.'),
    age_seconds float64 options(description='Age of the newest row when dbt looked, in seconds. Null: the check did not run.'),
    warn_after_seconds int64 options(description='Age that is a warning, in seconds. Null: no such limit.'),
    error_after_seconds int64 options(description='Age that is an error, in seconds. Null: no such limit.'),
    loaded_at_field string options(description='Column or expression that tells the age. Null: the table\'s own metadata.'),
    is_critical bool not null options(description='Whether the source table carries the tag `critical`.'),
    execution_seconds float64 options(description='Time dbt measured for the check, in seconds.'),
    alerts json options(description='Rules for its alerts that the project sets in `meta.alerts`: severity, flapping_changes, transient_wait_minutes, ignore. Without secrets, cut at 8 KB. Null: none.'),
    exposures array<string> options(description='Exposures of the project that read it directly, each as `label or name (owner)`, at most 50. Empty: none.')
)
partition by timestamp_trunc(recorded_at, day)
cluster by recorded_at, environment, unique_id
options(description='One row per source table in a `dbt source freshness` command.');
create table if not exists {ledger}.`alert_acknowledgements` (
    row_id string not null options(description='Deterministic id of the row: the hex MD5 of the table\'s natural key. The same fact always gets the same id.'),
    occurred_at timestamp not null options(description='When the problem was taken on (UTC).'),
    recorded_at timestamp default current_timestamp() not null options(description='When the row was written (UTC), by BigQuery\'s clock.'),
    recorded_by string default session_user() not null options(description='Account that wrote the row, `session_user()` of BigQuery.'),
    environment string not null options(description='Environment it belongs to, as the writer was told: dbt by the var `environment` or the target\'s name; dlt and Dagster by `environment`, `prod` unless told otherwise.'),
    acknowledgement_id string not null options(description='Id of the acknowledgement.'),
    fingerprint string not null options(description='Problem, as in `problem_events`.'),
    severity string not null options(description='How bad the problem was then.'),
    created_by string not null options(description='Who takes it on, as the command line was told.'),
    comment string options(description='What the person wrote.')
)
cluster by environment, fingerprint
options(description='One row each time somebody takes an open problem on (`nightledger ack`). The newest one since it opened counts, until it is worse: no repeats, no escalation to others.');
create table if not exists {ledger}.`dagster_heartbeats` (
    row_id string not null options(description='Deterministic id of the row: the hex MD5 of the table\'s natural key. The same fact always gets the same id.'),
    occurred_at timestamp not null options(description='When the fact happened (UTC), never later than `recorded_at`.'),
    recorded_at timestamp default current_timestamp() not null options(description='When the row was written (UTC), by BigQuery\'s clock. The day partition.'),
    recorded_by string default session_user() not null options(description='Account that wrote the row, `session_user()` of BigQuery.'),
    environment string not null options(description='Environment it belongs to, as the writer was told: dbt by the var `environment` or the target\'s name; dlt and Dagster by `environment`, `prod` unless told otherwise.'),
    deployment string not null options(description='Name of the Dagster deployment, as the Dagster project said: `dagster` unless told otherwise. Ids that Dagster counts are unique within it.'),
    heartbeat_id string not null options(description='Id of the sensor\'s evaluation that wrote the row.'),
    watermark_at timestamp options(description='Up to which change the sensor has read the runs (UTC). Null: there are none.'),
    is_caught_up bool not null options(description='Whether the sensor had read everything that was there. False: the rest comes with the next ticks.'),
    run_count int64 options(description='Runs the sensor read this time.'),
    event_count int64 options(description='Events the sensor read this time.'),
    duration_seconds float64 options(description='How long the sensor took to read and write.'),
    queued_run_count int64 options(description='Runs waiting in the queue.'),
    running_run_count int64 options(description='Runs that have started and are not over.'),
    daemons json options(description='By daemon type, such as `SENSOR`: `beat_at` (UTC), and `errors`, secrets redacted. Null: Dagster does not say.'),
    schedules json options(description='Running schedules, each with `name`, `code_location`, `job_name`, `cron`, `timezone` and `next_at`, the next three times it is due (UTC).'),
    sensors json options(description='Running sensors, each with `name`, `code_location` and `interval_seconds`.'),
    unreadable_count int64 options(description='Runs, events and ticks in Dagster\'s storage that the sensor could not read so far, such as those of a code location with a newer Dagster; 500 at most. 0: none.'),
    unreadable json options(description='Those it could not read this time, each with `kind` (`run`, `event`, `tick`, `instigator`, `daemons`), `id` (run id, and the number of the event) and `error`, 100 at most. They are tried again every minute. Null: none.'),
    storage_id string options(description='Id that Dagster\'s storage has given itself. Two of one deployment at the same time are two Dagster instances that share a name. Null: not known.'),
    dagster_version string options(description='Version of Dagster.'),
    package_version string options(description='Version of Nightledger that wrote the row.')
)
partition by timestamp_trunc(recorded_at, day)
cluster by recorded_at, environment, deployment
options(description='One row about every minute while the audit sensor runs: that it does, how Dagster\'s daemons are, how long the queue is and when schedules are due next. When rows stop, Dagster\'s daemon, its code or the way to BigQuery stands still.');
create table if not exists {ledger}.`timers` (
    row_id string not null options(description='Deterministic id of the row: the hex MD5 of the table\'s natural key. The same fact always gets the same id.'),
    recorded_at timestamp default current_timestamp() not null options(description='When the row was written (UTC), by BigQuery\'s clock. The day partition.'),
    recorded_by string default session_user() not null options(description='Account that wrote the row, `session_user()` of BigQuery.'),
    environment string not null options(description='Environment it belongs to, as the writer was told: dbt by the var `environment` or the target\'s name; dlt and Dagster by `environment`, `prod` unless told otherwise.'),
    kind string not null options(description='Kind of problem a broken promise is, such as missing run or stale asset.'),
    subject_id string not null options(description='Identity of the subject within its environment and kind.'),
    fingerprint string not null options(description='Id of the subject, as in `problem_events`.'),
    promise_key string not null options(description='Which of several promises of the subject it is, such as one run of a job. Empty: its only one.'),
    base_id string not null options(description='`row_id` of the fact that promises.'),
    base_at timestamp not null options(description='When that fact was recorded (UTC).'),
    due_at timestamp options(description='By when the next fact has to be recorded (UTC). Null: nothing is promised any more.'),
    retires_at timestamp options(description='When a broken promise is given up (UTC). Null: never.'),
    reader string options(description='Dagster deployment whose audit sensor records what is waited for. Null: no sensor does.'),
    waits_for string options(description='What has to be recorded before the promise is judged: `reading` (the sensor has read past the deadline), `beat` (a heartbeat after it) or `daemons` (one that lists daemons). Null: nothing, the clock decides.'),
    is_initial bool not null options(description='Whether it counts only where nothing was promised yet.'),
    is_copy bool not null options(description='Whether the row repeats an older promise, so that looks read two days only.'),
    broken_at timestamp options(description='Of a copy: when it was settled that the promise was broken (UTC). Null: it was not, or not long ago.'),
    observation json options(description='What is said of the subject if the promise is broken: subject, severity, owner, asset, message and so on.')
)
partition by timestamp_trunc(recorded_at, day)
cluster by environment, fingerprint
options(description='One row per promise: what has to be recorded for a subject, and by when. Written by a look from the fact that promises; the newest row of each subject is repeated daily.');
create table if not exists {ledger}.`dlt_loads` (
    row_id string not null options(description='Deterministic id of the row: the hex MD5 of the table\'s natural key. The same fact always gets the same id.'),
    occurred_at timestamp not null options(description='When the fact happened (UTC), never later than `recorded_at`.'),
    recorded_at timestamp default current_timestamp() not null options(description='When the row was written (UTC), by BigQuery\'s clock. The day partition.'),
    recorded_by string default session_user() not null options(description='Account that wrote the row, `session_user()` of BigQuery.'),
    environment string not null options(description='Environment it belongs to, as the writer was told: dbt by the var `environment` or the target\'s name; dlt and Dagster by `environment`, `prod` unless told otherwise.'),
    shifted_days int64 options(description='Days by which `nightledger ingest --shift-days` moved this replayed fact into the past. Null: a real fact at its real time.'),
    pipeline_name string not null options(description='dlt\'s name of the pipeline.'),
    load_id string not null options(description='dlt\'s id of the load package.'),
    table_name string not null options(description='Table in the destination.'),
    dataset_name string options(description='Dataset the table is in.'),
    destination string options(description='dlt\'s name of the destination: bigquery.'),
    status string not null options(description='`loaded` or `failed`.'),
    rows_loaded int64 options(description='Rows in the package for this table. 0 is a number. Null: the load failed, or they were not counted.'),
    schema_changes array<string> options(description='Columns this load added, `name type` each. Empty: none, or the first load.'),
    columns array<string> options(description='Columns that had a value in at least one row of this load, `name type` each, dlt\'s own left out. Empty: no rows, or the files of the load are gone or in a format that is not read.'),
    failed_jobs array<string> options(description='Message of each failed job for this table. Empty: none.'),
    started_at timestamp options(description='When the load started.'),
    finished_at timestamp options(description='When the load ended.'),
    pipeline_run_id string options(description='Id shared by everything one pipeline run started (dlt loads, dbt commands): `NIGHTLEDGER_PIPELINE_RUN_ID`, or the Dagster run id. Null: started on its own.'),
    dagster_run_id string options(description='Dagster run that started this. Null: not started by Dagster.')
)
partition by timestamp_trunc(recorded_at, day)
cluster by recorded_at, environment, pipeline_name, table_name
options(description='One row per table in a dlt load package, also for a table that got no rows. A package that failed and was loaded later has a row of each.');
create table if not exists {ledger}.`ledger_seals` (
    row_id string not null options(description='Deterministic id of the row: the hex MD5 of the table\'s natural key. The same fact always gets the same id.'),
    occurred_at timestamp not null options(description='When it was sealed (UTC), by BigQuery\'s clock.'),
    recorded_at timestamp default current_timestamp() not null options(description='When the row was written (UTC), by BigQuery\'s clock.'),
    recorded_by string default session_user() not null options(description='Account that wrote the row, `session_user()` of BigQuery.'),
    number int64 not null options(description='Number of the seal, from 1, over all tables.'),
    table_name string not null options(description='Sealed ledger table.'),
    day date not null options(description='Sealed day of `recorded_at` (UTC).'),
    version int64 not null options(description='Which seal of that table and day it is, from 1. A later one covers more of it.'),
    covers_until timestamp not null options(description='The seal covers the rows of the day recorded before this time (UTC).'),
    columns array<string> options(description='Columns the hashes are made of. One added later breaks no seal.'),
    row_count int64 not null options(description='How many rows it covers.'),
    buckets string options(description='A line per bucket (the first two characters of `row_id`): bucket, row count and the SHA-256 of the sorted SHA-256 of its rows. Null: no rows.'),
    previous_seal_hash string not null options(description='`seal_hash` of the seal before; `genesis` of the first.'),
    seal_hash string not null options(description='SHA-256 over everything above, the previous seal\'s included.'),
    algorithm string not null options(description='How the hashes were made.')
)
cluster by table_name
options(description='One row per seal: what one ledger table held of one day when `nightledger seal` looked. Each seal names the one before it, so that the last one vouches for all of them.');
create table if not exists {ledger}.`dagster_steps` (
    row_id string not null options(description='Deterministic id of the row: the hex MD5 of the table\'s natural key. The same fact always gets the same id.'),
    occurred_at timestamp not null options(description='When the fact happened (UTC), never later than `recorded_at`.'),
    recorded_at timestamp default current_timestamp() not null options(description='When the row was written (UTC), by BigQuery\'s clock. The day partition.'),
    recorded_by string default session_user() not null options(description='Account that wrote the row, `session_user()` of BigQuery.'),
    environment string not null options(description='Environment it belongs to, as the writer was told: dbt by the var `environment` or the target\'s name; dlt and Dagster by `environment`, `prod` unless told otherwise.'),
    deployment string not null options(description='Name of the Dagster deployment, as the Dagster project said: `dagster` unless told otherwise. Ids that Dagster counts are unique within it.'),
    event_id string not null options(description='Dagster\'s id of the event: run id and number within the run; for an event outside any run, the deployment, its number and its time, for numbers begin anew with a new database.'),
    run_id string options(description='Dagster run the event belongs to. Null: an event outside any run.'),
    job_name string options(description='Dagster job of the run. Null: an event outside any run.'),
    step_key string not null options(description='Dagster\'s key of the step; a mapped step carries its index.'),
    event string not null options(description='`succeeded`, `failed`, `up_for_retry`, `restarted` or `skipped`.'),
    attempt int64 options(description='Which attempt of the step in this run the event ends or begins; the first is 1.'),
    duration_seconds float64 options(description='How long the attempt took. Null: the event ends none, or it is not known.'),
    retry_wait_seconds float64 options(description='Seconds until the next attempt. Null: no retry, or at once.'),
    error_type string options(description='Class of the exception. Null: none.'),
    error_message string options(description='Its message, secrets redacted, at most 8,000 characters. Null: none.'),
    cause_type string options(description='Class of the innermost cause of the exception. Null: the exception is its own cause.'),
    cause_message string options(description='Message of the innermost cause, secrets redacted, at most 8,000 characters. Null: the exception is its own cause.'),
    stack string options(description='Stack of the exception and its causes, secrets redacted, at most 8,000 characters. Null: none.'),
    error_source string options(description='Dagster\'s word in lower case: `user_code_error`, `framework_error`, `unexpected_error`, `interrupt`. Null: none.'),
    metadata json options(description='Metadata of a `dagster.Failure`, secrets redacted. Null: none.'),
    partition_key string options(description='Partition the step\'s run is for; of several, the first and last with `...` between. Null: none.')
)
partition by timestamp_trunc(recorded_at, day)
cluster by recorded_at, environment, job_name, step_key
options(description='One row per event of a step of a Dagster run: it succeeded, failed, was put up for retry, was started again or was skipped.');
create table if not exists {ledger}.`router_ticks` (
    row_id string not null options(description='Deterministic id of the row: the hex MD5 of the table\'s natural key. The same fact always gets the same id.'),
    occurred_at timestamp not null options(description='When the fact happened (UTC), never later than `recorded_at`.'),
    recorded_at timestamp default current_timestamp() not null options(description='When the row was written (UTC), by BigQuery\'s clock. The day partition.'),
    recorded_by string default session_user() not null options(description='Account that wrote the row, `session_user()` of BigQuery.'),
    environment string not null options(description='Always `*`: a tick looks at every environment in the ledger.'),
    tick_id string not null options(description='Id of the tick.'),
    host string not null options(description='What ran it: function, watch, cli or dagster.'),
    trigger string not null options(description='What caused it: schedule, poke, loop or person.'),
    outcome string not null options(description='`ok` (everything due was tried), `idle` (nothing had changed, so it did not look) or `failed` (see `error`).'),
    finished_at timestamp not null options(description='When it ended (UTC).'),
    duration_seconds float64 not null options(description='How long it took, in seconds.'),
    look_id string options(description='The look its last plan was made from, see `looks`. Null: it did not look.'),
    as_of timestamp options(description='Clock of that look (UTC). Null: it did not look.'),
    problem_count int64 not null options(description='Problems it read: open, flapping, or over lately. 0 when idle.'),
    message_count int64 not null options(description='Messages it claimed.'),
    accepted_count int64 not null options(description='Attempts a target accepted.'),
    failed_count int64 not null options(description='Attempts a target did not accept or answer. With `accepted_count` all its outcomes.'),
    decision_count int64 not null options(description='Rows `suppressed` it wrote: problems it decided not to tell a receiver.'),
    held_count int64 not null options(description='News that waits: for a group interval, an active time, a receiver that fails, or a rate limit.'),
    unreachable_count int64 not null options(description='News that waits since no receiver lives that could be told.'),
    next_look_at timestamp options(description='When something will be due by the clock alone (UTC). Null: nothing will.'),
    error string options(description='What failed, secrets redacted. Null: nothing.'),
    package_version string not null options(description='Version of Nightledger that ran it.')
)
partition by timestamp_trunc(recorded_at, day)
cluster by recorded_at, environment
options(description='One row per tick of the router: that it is alive, and what it did.');
create table if not exists {ledger}.`dagster_asset_check_evaluations` (
    row_id string not null options(description='Deterministic id of the row: the hex MD5 of the table\'s natural key. The same fact always gets the same id.'),
    occurred_at timestamp not null options(description='When the fact happened (UTC), never later than `recorded_at`.'),
    recorded_at timestamp default current_timestamp() not null options(description='When the row was written (UTC), by BigQuery\'s clock. The day partition.'),
    recorded_by string default session_user() not null options(description='Account that wrote the row, `session_user()` of BigQuery.'),
    environment string not null options(description='Environment it belongs to, as the writer was told: dbt by the var `environment` or the target\'s name; dlt and Dagster by `environment`, `prod` unless told otherwise.'),
    deployment string not null options(description='Name of the Dagster deployment, as the Dagster project said: `dagster` unless told otherwise. Ids that Dagster counts are unique within it.'),
    event_id string not null options(description='Dagster\'s id of the event: run id and number within the run; for an event outside any run, the deployment, its number and its time, for numbers begin anew with a new database.'),
    run_id string options(description='Dagster run the event belongs to. Null: an event outside any run.'),
    job_name string options(description='Dagster job of the run. Null: an event outside any run.'),
    step_key string options(description='Step that did it. Null: reported from outside a step.'),
    asset_key string not null options(description='Dagster\'s key of the asset, its parts joined with `/`.'),
    check_name string not null options(description='Name of the check; unique for the asset.'),
    status string not null options(description='`planned`, `passed` or `failed`.'),
    severity string options(description='`error` or `warn`, as the evaluation said; on a check that passed it means nothing. Null: `planned`.'),
    declared_severity string options(description='`critical`, `error` or `warn`, as the check\'s definition says, whatever came of it: the metadata `nightledger/severity`. Null: not said.'),
    is_blocking bool options(description='Whether a failure stops what is downstream. Null: `planned`, or an older Dagster.'),
    description string options(description='What the evaluation says for people, secrets redacted. Null: nothing.'),
    partition_key string options(description='Partition that was checked. Null: none.'),
    failed_row_count int64 options(description='Failing rows, from the metadata `dagster_dbt/failed_row_count` or `failed_row_count`. Null: not said.'),
    metadata json options(description='The metadata, secrets redacted, long values cut. Null: none.'),
    checked_run_id string options(description='Run that made the materialization which was checked. Null: not said.'),
    dbt_unique_id string options(description='dbt\'s unique id of the test. Null: no dbt test.'),
    dbt_invocation_id string options(description='dbt command that ran the test. Null: no dbt test.')
)
partition by timestamp_trunc(recorded_at, day)
cluster by recorded_at, environment, asset_key, check_name
options(description='One row per planned asset check and per evaluation. A check that raises, or whose asset is skipped, has only the row `planned`: it was not evaluated, which is not green.');
create table if not exists {ledger}.`ledger_migrations` (
    row_id string not null options(description='Deterministic id of the row: the hex MD5 of the table\'s natural key. The same fact always gets the same id.'),
    occurred_at timestamp not null options(description='When the fact happened (UTC), never later than `recorded_at`.'),
    recorded_at timestamp default current_timestamp() not null options(description='When the row was written (UTC), by BigQuery\'s clock.'),
    recorded_by string default session_user() not null options(description='Account that wrote the row, `session_user()` of BigQuery.'),
    environment string not null options(description='Environment it belongs to, as the writer was told: dbt by the var `environment` or the target\'s name; dlt and Dagster by `environment`, `prod` unless told otherwise.'),
    version string not null options(description='Version of the package that made the change.'),
    table_name string not null options(description='Ledger table that was created or changed; `retention of` it.'),
    action string not null options(description='created, changed, adopted (the table was already as this version wants it), or how long rows are kept from then on.'),
    added_columns array<string> options(description='Columns that were added. Empty: none.'),
    contract_checksum string not null options(description='Checksum of the table\'s contract: names, types and descriptions; of a retention its time.'),
    invocation_id string options(description='dbt\'s id of the command that made the change.')
)
cluster by table_name
options(description='One row each time `setup` created or changed a ledger table, or how long its rows are kept.');
create table if not exists {ledger}.`alert_deliveries` (
    row_id string not null options(description='Deterministic id of the row: the hex MD5 of the table\'s natural key. The same fact always gets the same id.'),
    occurred_at timestamp not null options(description='When the fact happened (UTC), never later than `recorded_at`.'),
    recorded_at timestamp default current_timestamp() not null options(description='When the row was written (UTC), by BigQuery\'s clock. The day partition.'),
    recorded_by string default session_user() not null options(description='Account that wrote the row, `session_user()` of BigQuery.'),
    environment string not null options(description='Which environment it is about; a message is never about two. `*`: carried.'),
    entry_id string not null options(description='What makes the row one fact: receiver, recipient, sequence and event of an attempt; the hash of a decision; receiver, recipient and day of what is carried.'),
    tick_id string not null options(description='Tick that wrote the row, see `router_ticks`.'),
    event string not null options(description='`claimed` (about to be sent), `accepted` (the target took it), `retryable` (certainly not delivered, asked again from `retry_at`), `refused` (the target does not take this message), `permanent` (it takes none from us), `unknown` (sent, no answer), `suppressed` (not told, see `cause`) or `carried` (what the receiver knows, see `told`).'),
    receiver string options(description='Name of the receiver in alerts.yml. Null: a decision about everybody.'),
    recipient string options(description='Mail address, for mail: each recipient is asked and answers alone. Null: the receiver is one target.'),
    transport string options(description='teams, smtp, slack, pagerduty, webhook or apprise. Null: nothing was sent.'),
    sequence int64 options(description='Number of the attempt at this receiver and recipient. With them it is the claim: who wrote it first owns it. Null: nothing was sent.'),
    as_of timestamp options(description='The look it was decided by (UTC): everything it says is true then.'),
    told json options(description='On `claimed` a list of what the message says: `fingerprint`, `episode_id`, `word` (opened, escalated, repeated, flapping, settled, resolved, over), `state` (bad, flapping, event or good: what the receiver believes afterwards), `severity`, `opened_at`, `possible_repeat`, `note`, `kind`, `subject`. On `suppressed` what it is about. On `carried` what the receiver knows of each problem. Null: an outcome, which belongs to the claim of its `sequence`.'),
    edge string options(description='`bad` or `good`: the side of the episode that is not told. Null: no decision.'),
    cause string options(description='Why it is not told, in words. Null: no decision.'),
    group_key string options(description='Group the message is about: the values of the route\'s `group_by`. Null: nothing was sent.'),
    title string options(description='First line of the message. Null: nothing was sent.'),
    health json options(description='On `carried`: how the receiver fares, such as the number of its last attempt and since when it fails. Null: anything else.'),
    retry_at timestamp options(description='Not to be asked again before (UTC). Null: at any time.'),
    response_code int64 options(description='HTTP status or SMTP code. Null: none came back.'),
    response string options(description='What came back, at most 2 KB, secrets redacted. Null: nothing.'),
    payload_bytes int64 options(description='Size of what was sent, in bytes. Null: nothing was.'),
    duration_seconds float64 options(description='How long the target took, in seconds. Null: nothing was sent.')
)
partition by timestamp_trunc(recorded_at, day)
cluster by recorded_at, environment, receiver
options(description='One row per step of an attempt to tell a receiver something (`claimed` before sending, then what came of it), per decision not to (`suppressed`), and once a day per receiver what it knows (`carried`). Every attempt is here, also the failed ones.');
create table if not exists {ledger}.`dagster_ticks` (
    row_id string not null options(description='Deterministic id of the row: the hex MD5 of the table\'s natural key. The same fact always gets the same id.'),
    occurred_at timestamp not null options(description='When the tick was due: of a schedule the time it is for, of a sensor its beginning (UTC).'),
    recorded_at timestamp default current_timestamp() not null options(description='When the row was written (UTC), by BigQuery\'s clock. The day partition.'),
    recorded_by string default session_user() not null options(description='Account that wrote the row, `session_user()` of BigQuery.'),
    environment string not null options(description='Environment it belongs to, as the writer was told: dbt by the var `environment` or the target\'s name; dlt and Dagster by `environment`, `prod` unless told otherwise.'),
    deployment string not null options(description='Name of the Dagster deployment, as the Dagster project said: `dagster` unless told otherwise. Ids that Dagster counts are unique within it.'),
    tick_id string not null options(description='Dagster\'s number of the tick, and the second it was due, for numbers begin anew with a new database.'),
    instigator_id string not null options(description='Dagster\'s id of the schedule or sensor (selector id).'),
    instigator_name string not null options(description='Name of the schedule or sensor.'),
    instigator_type string not null options(description='`schedule`, `sensor` or `automation`.'),
    code_location string options(description='Code location it is defined in. Null: not known.'),
    status string not null options(description='Dagster\'s word in lower case: `success`, `failure`, `skipped`.'),
    ended_at timestamp options(description='When the tick was done (UTC). Null: Dagster does not say.'),
    lag_seconds float64 options(description='Of a schedule: seconds from the time it was due to its end. Null: a sensor, or not known.'),
    run_ids array<string> options(description='Runs it launched. Empty: none.'),
    skip_reason string options(description='Why it launched nothing, in its own words, at most 1,000 characters. Null: not said.'),
    error_type string options(description='Class of the exception. Null: none.'),
    error_message string options(description='Message of the exception, secrets redacted, at most 8,000 characters. Null: none.'),
    failure_count int64 options(description='How often Dagster tried this tick and failed. 0: never.')
)
partition by timestamp_trunc(recorded_at, day)
cluster by recorded_at, environment, instigator_name
options(description='One row per ended tick of a Dagster schedule, sensor or automation condition sensor.');
create table if not exists {ledger}.`dagster_runs` (
    row_id string not null options(description='Deterministic id of the row: the hex MD5 of the table\'s natural key. The same fact always gets the same id.'),
    occurred_at timestamp not null options(description='When the run came to this version (UTC).'),
    recorded_at timestamp default current_timestamp() not null options(description='When the row was written (UTC), by BigQuery\'s clock. The day partition.'),
    recorded_by string default session_user() not null options(description='Account that wrote the row, `session_user()` of BigQuery.'),
    environment string not null options(description='Environment it belongs to, as the writer was told: dbt by the var `environment` or the target\'s name; dlt and Dagster by `environment`, `prod` unless told otherwise.'),
    deployment string not null options(description='Name of the Dagster deployment, as the Dagster project said: `dagster` unless told otherwise. Ids that Dagster counts are unique within it.'),
    run_id string not null options(description='Dagster\'s id of the run.'),
    version string not null options(description='What tells versions of one run apart: its status, the time of its last change and a mark of the rest, for Dagster adds tags and errors to a run without a change of that time.'),
    status string not null options(description='Dagster\'s word in lower case: `not_started`, `queued`, `starting`, `started`, `success`, `failure`, `canceling`, `canceled`, `managed`.'),
    updated_at timestamp not null options(description='When the run last changed (UTC). The same as `occurred_at`.'),
    job_name string not null options(description='Dagster job; `__ASSET_JOB` when assets were materialized without one.'),
    code_location string options(description='Code location the job is defined in. Null: run within another process.'),
    launched_by string not null options(description='`schedule`, `sensor`, `backfill`, `automation`, `retry` or `manual`.'),
    launched_by_name string options(description='Name of the schedule or sensor, id of the backfill, or the person. Null: not known.'),
    partition_key string options(description='Partition the run is for; of several, the first and last with `...` between. Null: none.'),
    backfill_id string options(description='Backfill the run belongs to. Null: none.'),
    parent_run_id string options(description='Run this one retries. Null: it retries none.'),
    root_run_id string options(description='First run of the chain of retries. Null: it retries none.'),
    retry_number int64 options(description='Which retry of the root run this is; 0 is no retry. Null: not known.'),
    will_retry bool options(description='Whether Dagster is going to retry the failed run by itself. Null: not said.'),
    asset_selection array<string> options(description='Assets the run was asked for, such as `marts/orders`. Empty: all of its job.'),
    tags json options(description='Tags of the run, secrets redacted.'),
    scheduled_at timestamp options(description='Tick of the schedule the run was launched for (UTC). Null: no schedule.'),
    created_at timestamp options(description='When the run was created (UTC).'),
    enqueued_at timestamp options(description='When it entered the queue (UTC). Null: it never did, or not yet.'),
    dequeued_at timestamp options(description='When it left the queue (UTC). Null: it never did, or not yet.'),
    started_at timestamp options(description='When its first step could start (UTC). Null: not yet, or never.'),
    ended_at timestamp options(description='When it ended (UTC). Null: it has not.'),
    queue_seconds float64 options(description='Seconds from being enqueued, or created, to the start. Null: it has not started.'),
    failure_reason string options(description='Dagster\'s word in lower case, such as `step_failure`, `run_exception`, `start_timeout`, `unexpected_termination`. Null: it did not fail, or no reason is known.'),
    failed_step_key string options(description='First step that failed. Null: none did.'),
    error_type string options(description='Class of the exception that ended the run. Null: none.'),
    error_message string options(description='Message of the exception that ended the run, secrets redacted, at most 8,000 characters. Null: none.'),
    run_url string options(description='Link to the run in Dagster\'s web page. Null: the project gave no address of it.')
)
partition by timestamp_trunc(recorded_at, day)
cluster by recorded_at, environment, job_name, run_id
options(description='One row per seen version of a Dagster run: a run that changes its status has a row of each status that was seen. The latest row of a run is the one with the latest `occurred_at`.');
create table if not exists {ledger}.`asset_edges` (
    row_id string not null options(description='Deterministic id of the row: the hex MD5 of the table\'s natural key. The same fact always gets the same id.'),
    recorded_at timestamp default current_timestamp() not null options(description='When the row was written (UTC), by BigQuery\'s clock.'),
    recorded_by string default session_user() not null options(description='Account that wrote the row, `session_user()` of BigQuery.'),
    environment string not null options(description='Environment it belongs to, as the writer was told: dbt by the var `environment` or the target\'s name; dlt and Dagster by `environment`, `prod` unless told otherwise.'),
    parent_id string not null options(description='Id of the asset that is read.'),
    child_id string not null options(description='Id of the asset or exposure that reads it.'),
    child_kind string not null options(description='`asset` or `exposure`.'),
    child_name string not null options(description='Name of the reader.'),
    owner string options(description='Who looks after the reader. Null: nobody is named.'),
    exposure json options(description='Of an exposure its type, address and the owner\'s mail. Null: an asset.'),
    is_removed bool not null options(description='Whether the edge is gone.')
)
cluster by environment, parent_id
options(description='One row each time an edge of the asset graph appears, changes or goes: what reads what, exposures included. The newest row of an edge counts.');
create table if not exists {ledger}.`problem_events` (
    row_id string not null options(description='Deterministic id of the row: the hex MD5 of the table\'s natural key. The same fact always gets the same id.'),
    recorded_at timestamp default current_timestamp() not null options(description='When the row was written (UTC), by BigQuery\'s clock. The day partition.'),
    recorded_by string default session_user() not null options(description='Account that wrote the row, `session_user()` of BigQuery.'),
    environment string not null options(description='Environment it belongs to, as the writer was told: dbt by the var `environment` or the target\'s name; dlt and Dagster by `environment`, `prod` unless told otherwise.'),
    look_id string not null options(description='Look that wrote the row, see `looks`.'),
    event_id string not null options(description='Id of the verdict, made from the kind and the fact judged; of an absence, from what promised it and when it was due.'),
    fingerprint string not null options(description='Id of the subject: hex MD5 of environment, kind and `subject_id`.'),
    outcome string not null options(description='`good`, `bad`, or `void` (the verdict named in `voids` was wrong).'),
    voids string options(description='Verdict this row takes back. Null: it takes none back.'),
    is_copy bool not null options(description='Whether the row repeats an older verdict, so that readers need two days only.'),
    occurrences_before int64 options(description='Bad verdicts of the same problem before this one. Null: not bad.'),
    edge string options(description='What the verdict did to the problem: `opened`, `worsened` or `ended`. Null: nothing.'),
    kind string not null options(description='What kind of subject it is, such as test, node or missing run.'),
    subject_id string not null options(description='Identity of the subject within its environment and kind.'),
    subject string not null options(description='The subject in words, as messages show it.'),
    observed_at timestamp not null options(description='The moment judged (UTC).'),
    known_at timestamp not null options(description='When the ledger could know it (UTC): the fact\'s `recorded_at`, or the deadline.'),
    severity string options(description='critical, error, warn or info (a notice only). Null: good.'),
    is_event bool options(description='Whether it is over at once and has no good end.'),
    asset_id string options(description='Id of the table or view concerned. Null: none.'),
    asset_name string options(description='Its name. Null: none.'),
    check_name string options(description='Test or check that looked. Null: none.'),
    column_name string options(description='Column it looked at. Null: none, or several.'),
    run_id string options(description='Run, command or tick it belongs to. Null: none.'),
    is_critical bool options(description='Whether the test or the asset is tagged critical.'),
    owner string options(description='Who looks after it. Null: nobody is named.'),
    tags array<string> options(description='Tags for routes and silences. Empty: none.'),
    runbook_url string options(description='Link to its runbook. Null: none.'),
    error_class string options(description='Class of the error, such as sql, quota or data_quality. Null: no error.'),
    message string options(description='What was said, secrets redacted. Null: nothing.'),
    failure_count int64 options(description='How many failed: rows of a test or check, jobs of a load, attempts at a receiver; of a schema change, columns. Null: not counted.'),
    alerts json options(description='Rules of `meta.alerts` that hold for it. Null: none.'),
    depends_on array<string> options(description='Ids of what the asset reads. Empty: not known.'),
    details json options(description='What else the fact says that evidence is made from. Null: nothing.'),
    evidence json options(description='What was known when the problem opened, worsened or ended: causes, changes, downstream, strip, last green run. Null: none of these.'),
    rules_version string not null options(description='Version of the rules that judged.')
)
partition by timestamp_trunc(recorded_at, day)
cluster by environment, fingerprint
options(description='One row per verdict of a look that changes what is known of a subject: every bad observation, the first good one after it, the first good one of a day, and once a day a copy of what is still open. A verdict can have several rows; readers keep one per `event_id`.');
create table if not exists {ledger}.`learned_usuals` (
    row_id string not null options(description='Deterministic id of the row: the hex MD5 of the table\'s natural key. The same fact always gets the same id.'),
    recorded_at timestamp default current_timestamp() not null options(description='When the row was written (UTC), by BigQuery\'s clock. The day partition.'),
    recorded_by string default session_user() not null options(description='Account that wrote the row, `session_user()` of BigQuery.'),
    environment string not null options(description='Environment it belongs to, as the writer was told: dbt by the var `environment` or the target\'s name; dlt and Dagster by `environment`, `prod` unless told otherwise.'),
    subject string not null options(description='Id of the asset, or key of the run.'),
    measure string not null options(description='row_count, duration_seconds, null_count, duplicate_count or gap_seconds.'),
    slot string not null options(description='Part of the week or partition it holds for. Empty: all.'),
    learned_on date not null options(description='UTC day it was learned.'),
    sample_count int64 not null options(description='Values it was learned from.'),
    median float64 not null options(description='The usual value, in the unit of the measure.'),
    low float64 options(description='Lowest value that is usual. Null: no lower bound.'),
    high float64 options(description='Highest value that is usual. Null: no upper bound.'),
    explanation string options(description='The band in a sentence, with what it was learned from.')
)
partition by timestamp_trunc(recorded_at, day)
cluster by environment, subject
options(description='One row per subject, measure and day: what was usual in the days before, and the band outside of which a value is unusual. Written by the first look of a UTC day.');

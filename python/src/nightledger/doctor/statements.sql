-- nightledger: table dbt_invocations
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
options(description='One row per event of a dbt command: `started` before its first node, `finished` after its last. A command that was killed has no `finished` row.')
-- nightledger: table looks
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
options(description='One row when a look begins (`started`) and, when all it found is written, one per family of facts (`finished`). A look that died has no second row; the next one does its work.')
-- nightledger: table dbt_test_results
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
options(description='One row per data test or unit test in a dbt command.')
-- nightledger: table dagster_asset_materializations
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
options(description='One row per planned materialization, materialization, observation and freshness change of a Dagster asset. What was planned and has no materialization in the same run never happened.')
-- nightledger: table alert_notices
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
options(description='One row per notice another tool gave with `nightledger notify`: it goes through the same routes as a failing test.')
-- nightledger: table dbt_node_results
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
options(description='One row per model, seed, snapshot or function in a dbt command, and per hook or anything else that failed.')
-- nightledger: table dbt_test_samples
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
options(description='One row per failing data test in a dbt command: a few of the rows that broke it. Recorded after the results.')
-- nightledger: table alert_silences
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
options(description='One row each time a silence is made (`created`) or ended before its time (`ended`). Patterns may contain `*`; null matches everything.')
-- nightledger: table dbt_source_freshness
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
options(description='One row per source table in a `dbt source freshness` command.')
-- nightledger: table alert_acknowledgements
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
options(description='One row each time somebody takes an open problem on (`nightledger ack`). The newest one since it opened counts, until it is worse: no repeats, no escalation to others.')
-- nightledger: table dagster_heartbeats
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
options(description='One row about every minute while the audit sensor runs: that it does, how Dagster\'s daemons are, how long the queue is and when schedules are due next. When rows stop, Dagster\'s daemon, its code or the way to BigQuery stands still.')
-- nightledger: table timers
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
options(description='One row per promise: what has to be recorded for a subject, and by when. Written by a look from the fact that promises; the newest row of each subject is repeated daily.')
-- nightledger: table dlt_loads
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
options(description='One row per table in a dlt load package, also for a table that got no rows. A package that failed and was loaded later has a row of each.')
-- nightledger: table ledger_seals
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
options(description='One row per seal: what one ledger table held of one day when `nightledger seal` looked. Each seal names the one before it, so that the last one vouches for all of them.')
-- nightledger: table dagster_steps
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
options(description='One row per event of a step of a Dagster run: it succeeded, failed, was put up for retry, was started again or was skipped.')
-- nightledger: table router_ticks
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
options(description='One row per tick of the router: that it is alive, and what it did.')
-- nightledger: table dagster_asset_check_evaluations
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
options(description='One row per planned asset check and per evaluation. A check that raises, or whose asset is skipped, has only the row `planned`: it was not evaluated, which is not green.')
-- nightledger: table ledger_migrations
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
options(description='One row each time `setup` created or changed a ledger table, or how long its rows are kept.')
-- nightledger: table alert_deliveries
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
options(description='One row per step of an attempt to tell a receiver something (`claimed` before sending, then what came of it), per decision not to (`suppressed`), and once a day per receiver what it knows (`carried`). Every attempt is here, also the failed ones.')
-- nightledger: table dagster_ticks
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
options(description='One row per ended tick of a Dagster schedule, sensor or automation condition sensor.')
-- nightledger: table dagster_runs
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
options(description='One row per seen version of a Dagster run: a run that changes its status has a row of each status that was seen. The latest row of a run is the one with the latest `occurred_at`.')
-- nightledger: table asset_edges
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
options(description='One row each time an edge of the asset graph appears, changes or goes: what reads what, exposures included. The newest row of an edge counts.')
-- nightledger: table problem_events
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
options(description='One row per verdict of a look that changes what is known of a subject: every bad observation, the first good one after it, the first good one of a day, and once a day a copy of what is still open. A verdict can have several rows; readers keep one per `event_id`.')
-- nightledger: table learned_usuals
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
options(description='One row per subject, measure and day: what was usual in the days before, and the band outside of which a value is unusual. Written by the first look of a UTC day.')
-- nightledger: procedure look_at
create or replace procedure {ledger}.`look_at`(wanted string)
begin
declare look_clock timestamp default current_timestamp();
declare this_look string default generate_uuid();
declare looked_at_families string default wanted;
declare look_base struct<
    looked_at timestamp,
    next_due_at timestamp,
    dbt_watermark timestamp,
    dbt_row_count int64,
    dbt_counted_at timestamp,
    dagster_watermark timestamp,
    dagster_row_count int64,
    dagster_counted_at timestamp,
    dlt_watermark timestamp,
    dlt_row_count int64,
    dlt_counted_at timestamp,
    notices_watermark timestamp,
    notices_row_count int64,
    notices_counted_at timestamp,
    deliveries_watermark timestamp,
    deliveries_row_count int64,
    deliveries_counted_at timestamp
>;
declare dbt_reading struct<
    watermark timestamp,
    row_count int64,
    counted_at timestamp,
    counted_then int64,
    counted_again int64,
    read_from timestamp
>;
declare dagster_reading struct<
    watermark timestamp,
    row_count int64,
    counted_at timestamp,
    counted_then int64,
    counted_again int64,
    read_from timestamp
>;
declare dlt_reading struct<
    watermark timestamp,
    row_count int64,
    counted_at timestamp,
    counted_then int64,
    counted_again int64,
    read_from timestamp
>;
declare notices_reading struct<
    watermark timestamp,
    row_count int64,
    counted_at timestamp,
    counted_then int64,
    counted_again int64,
    read_from timestamp
>;
declare deliveries_reading struct<
    watermark timestamp,
    row_count int64,
    counted_at timestamp,
    counted_then int64,
    counted_again int64,
    read_from timestamp
>;
declare base_clock, facts_since, read_since, events_since timestamp;
declare last_watermark, last_counted_at, counted_since timestamp;
declare edges_since, green_since, compared_since, look_due_at timestamp;
declare last_row_count int64;
declare found_count int64;
declare copies_due, reads_everything, is_again bool;
declare look_judged struct<row_count int64, turn_count int64, older_count int64>;

insert into {ledger}.`looks` (row_id, recorded_at, recorded_by, look_id, event, looked_at)
values (
    concat(this_look, ' started'), current_timestamp(), session_user(), this_look, 'started',
    look_clock
);

-- the newest finished look; of a ledger nobody looked at for days all are searched
set look_base = (select as struct
        max(looked_at) as looked_at,
        min(next_due_at) as next_due_at,
        max(if(family = 'dbt', watermark, null)) as dbt_watermark,
        max(if(family = 'dbt', row_count, null)) as dbt_row_count,
        max(if(family = 'dbt', counted_at, null)) as dbt_counted_at,
        max(if(family = 'dagster', watermark, null)) as dagster_watermark,
        max(if(family = 'dagster', row_count, null)) as dagster_row_count,
        max(if(family = 'dagster', counted_at, null)) as dagster_counted_at,
        max(if(family = 'dlt', watermark, null)) as dlt_watermark,
        max(if(family = 'dlt', row_count, null)) as dlt_row_count,
        max(if(family = 'dlt', counted_at, null)) as dlt_counted_at,
        max(if(family = 'notices', watermark, null)) as notices_watermark,
        max(if(family = 'notices', row_count, null)) as notices_row_count,
        max(if(family = 'notices', counted_at, null)) as notices_counted_at,
        max(if(family = 'deliveries', watermark, null)) as deliveries_watermark,
        max(if(family = 'deliveries', row_count, null)) as deliveries_row_count,
        max(if(family = 'deliveries', counted_at, null)) as deliveries_counted_at,
    from (
        select looked_at, family, watermark, row_count, counted_at, next_due_at
        from {ledger}.`looks`
        where recorded_at >= timestamp_sub(look_clock, interval 2 day) and event = 'finished'
        qualify rank() over (order by looked_at desc, look_id) = 1
    ));
if look_base.looked_at is null then
    set look_base = (select as struct
        max(looked_at) as looked_at,
        min(next_due_at) as next_due_at,
        max(if(family = 'dbt', watermark, null)) as dbt_watermark,
        max(if(family = 'dbt', row_count, null)) as dbt_row_count,
        max(if(family = 'dbt', counted_at, null)) as dbt_counted_at,
        max(if(family = 'dagster', watermark, null)) as dagster_watermark,
        max(if(family = 'dagster', row_count, null)) as dagster_row_count,
        max(if(family = 'dagster', counted_at, null)) as dagster_counted_at,
        max(if(family = 'dlt', watermark, null)) as dlt_watermark,
        max(if(family = 'dlt', row_count, null)) as dlt_row_count,
        max(if(family = 'dlt', counted_at, null)) as dlt_counted_at,
        max(if(family = 'notices', watermark, null)) as notices_watermark,
        max(if(family = 'notices', row_count, null)) as notices_row_count,
        max(if(family = 'notices', counted_at, null)) as notices_counted_at,
        max(if(family = 'deliveries', watermark, null)) as deliveries_watermark,
        max(if(family = 'deliveries', row_count, null)) as deliveries_row_count,
        max(if(family = 'deliveries', counted_at, null)) as deliveries_counted_at,
    from (
        select looked_at, family, watermark, row_count, counted_at, next_due_at
        from {ledger}.`looks`
        where recorded_at >= timestamp '1970-01-01' and event = 'finished'
        qualify rank() over (order by looked_at desc, look_id) = 1
    ));
end if;
set base_clock = look_base.looked_at;
set copies_due = coalesce(date(base_clock) < date(look_clock), false);
set reads_everything = false;
set events_since = coalesce(
    timestamp_sub(timestamp_trunc(base_clock, day), interval 1 day), timestamp '1970-01-01'
);

-- a deadline has passed, or a day: whether promises were kept has to be read, whatever is wanted
if copies_due or look_base.next_due_at <= look_clock then
    set looked_at_families = 'dbt,dagster,dlt,notices,deliveries';
end if;

create or replace temp table observations (
    event_id string,
    environment string,
    kind string,
    subject_id string,
    subject string,
    outcome string,
    observed_at timestamp,
    known_at timestamp,
    severity string,
    is_event bool,
    asset_id string,
    asset_name string,
    check_name string,
    column_name string,
    run_id string,
    is_critical bool,
    owner string,
    tags array<string>,
    runbook_url string,
    error_class string,
    message string,
    failure_count int64,
    alerts json,
    depends_on array<string>,
    details json,
    fingerprint string,
    family string,
    voids string
);
create or replace temp table promises (
    environment string,
    kind string,
    subject_id string,
    promise_key string,
    base_id string,
    base_at timestamp,
    due_at timestamp,
    retires_at timestamp,
    reader string,
    waits_for string,
    is_initial bool,
    observation json,
    fingerprint string,
    broken_at timestamp,
    source string
);

set last_watermark = look_base.dbt_watermark;
set last_counted_at = look_base.dbt_counted_at;
set last_row_count = look_base.dbt_row_count;
if 'dbt' in unnest(split(looked_at_families, ',')) then
    set dbt_reading = (select as struct
            look_clock as watermark,
            last_row_count as row_count,
            last_counted_at as counted_at,
            cast(null as int64) as counted_then,
            cast(null as int64) as counted_again,
            timestamp_sub(last_watermark, interval 2 minute) as read_from);
    if coalesce(last_counted_at <= timestamp_sub(look_clock, interval 10 minute), true) then
        set counted_since = timestamp_sub(
            coalesce(last_counted_at, look_clock), interval 1 day
        );
        set dbt_reading = (select as struct
            look_clock as watermark,
            now_count as row_count,
            look_clock as counted_at,
            last_row_count as counted_then,
            if(last_counted_at is null, null, again_count) as counted_again,
            case
                when last_counted_at is null then timestamp '1970-01-01'
                when again_count > last_row_count then counted_since
                else timestamp_sub(last_counted_at, interval 2 minute)
            end as read_from
        from (
            select
                coalesce(
                    countif(recorded_at > timestamp_sub(look_clock, interval 1 day)), 0
                ) as now_count,
                coalesce(countif(recorded_at <= last_counted_at), 0) as again_count,
            from (

                select recorded_at from {ledger}.`dbt_invocations`
                where recorded_at > counted_since and recorded_at <= look_clock
                union all
                select recorded_at from {ledger}.`dbt_test_results`
                where recorded_at > counted_since and recorded_at <= look_clock
                union all
                select recorded_at from {ledger}.`dbt_node_results`
                where recorded_at > counted_since and recorded_at <= look_clock
                union all
                select recorded_at from {ledger}.`dbt_source_freshness`
                where recorded_at > counted_since and recorded_at <= look_clock
            )
        ));
    end if;
    set facts_since = dbt_reading.read_from;
    insert into promises (
        environment, kind, subject_id, promise_key, base_id, base_at, due_at, retires_at, reader, waits_for, is_initial, observation, fingerprint, broken_at, source
    )
    with
    promised_usual_dbt_starts as (
    with facts as (
    select
        * except (run_key),
        concat('dbt/', coalesce(
            run_key,
            concat(coalesce(project_name, ''), '/', coalesce(target_name, ''), '/', command)
        )) as run_key,
        coalesce(invocation_command, concat('dbt ', command)) as run_name,
        min(least(
            occurred_at, coalesce(recorded_at, occurred_at)
        )) over (partition by invocation_id) as started_at,
    from {ledger}.`dbt_invocations`
    where recorded_at > timestamp_sub(facts_since, interval 1 day) and recorded_at <= look_clock and shifted_days is null
    qualify row_number() over (partition by row_id order by recorded_at) = 1
),

failed as (
    select invocation_id from facts
    where false
),

starts as (
    select
        facts.row_id,
        facts.recorded_at,
        facts.environment,
        facts.run_key,
        facts.run_name,
        facts.invocation_id as run_id,
        facts.started_at,
        facts.event = 'started' as is_start,
        facts.event = 'finished' and failed.invocation_id is null as is_success,
        cast(null as string) as reader,
    from facts
    left join failed on facts.invocation_id = failed.invocation_id
    where facts.recorded_at > facts_since
),

usuals as (
    select
        environment,
        subject,
        measure,
        slot,
        sample_count,
        median,
        low,
        high,
        explanation,
        date_add(learned_on, interval 1 day) as holds_from,
        date_add(
            least(
                coalesce(
                    lead(learned_on) over (
                        partition by environment, subject, measure, slot order by learned_on
                    ),
                    date '9999-01-01'
                ),
                date_add(learned_on, interval 2 day)
            ),
            interval 1 day
        ) as holds_until,
    from {ledger}.`learned_usuals`
    where
        recorded_at > timestamp_sub(facts_since, interval 3 day)
        and measure = 'gap_seconds'
),

expected as (
    select
        starts.*,
        usuals.* except (environment, holds_from, holds_until),
    from starts
    inner join usuals
        on
            starts.environment = usuals.environment
            and date(starts.recorded_at) >= usuals.holds_from
            and date(starts.recorded_at) < usuals.holds_until
            and (
                (
                    starts.run_key = usuals.subject
                    and usuals.slot in ('', format_timestamp('%a %H', starts.started_at))
                )
                or usuals.slot = concat('after ', starts.run_key)
            )
    where starts.is_start
),

-- of all starts, and of those at this time of the week: the longer one
promised as (
    select
        row_id,
        subject as promised_key,
        starts_with(slot, 'after ') as is_brought,
        max(if(slot = '' or starts_with(slot, 'after '), median, null)) as usual_seconds,
        max(if(slot = '' or starts_with(slot, 'after '), sample_count, null)) as sample_count,
        max(median) as expected_seconds,
        max(high) as late_seconds,
    from expected
    group by row_id, promised_key, is_brought
    having usual_seconds is not null
),

-- a start by itself ends what was promised of it, unless it promises anew
final as (
    select
        starts.environment,
        starts.row_id,
        starts.recorded_at,
        starts.run_id,
        starts.run_name as starting_name,
        starts.started_at,
        starts.reader,
        coalesce(promised.promised_key, starts.run_key) as run_key,
        if(promised.is_brought, coalesce(
                concat('dbt ', regexp_extract(promised.promised_key, r'^dbt/[^/]*/[^/]*/(.*)$')),
                regexp_extract(promised.promised_key, r'([^/]*)$')
            ), starts.run_name)
            as run_name,
        coalesce(promised.is_brought, false) as is_brought,
        promised.usual_seconds,
        promised.sample_count,
        promised.expected_seconds,
        timestamp_add(starts.started_at, interval cast(promised.expected_seconds as int64) second)
            as expected_at,
        timestamp_add(starts.started_at, interval cast(promised.late_seconds as int64) second)
            as late_at,
    from starts
    left join promised on starts.row_id = promised.row_id
    where starts.is_start
)

select
        environment as environment,
        'missing run' as kind,
        run_key as subject_id,
        '' as promise_key,
        row_id as base_id,
        recorded_at as base_at,
        if(false, null, late_at) as due_at,
        timestamp_add(late_at, interval 14 day) as retires_at,
        reader as reader,
        if(reader is null, null, 'reading') as waits_for,
        false as is_initial,
        to_json(struct(
            concat('run of ', run_name) as subject,
            'error' as severity,
            'started in time' as check_name,
            run_id as run_id,
            concat(
                'not started by ', format_timestamp('%Y-%m-%d %H:%M', late_at), ' UTC: ',
                concat(
                'usually ', case
        when (60 * round((usual_seconds) / 60)) < 2 * 3600
            then concat(cast(div(cast(floor((60 * round((usual_seconds) / 60))) as int64), 60) as string), ' min')
        when (60 * round((usual_seconds) / 60)) < 2 * 86400
            then concat(cast(div(cast(floor((60 * round((usual_seconds) / 60))) as int64), 3600) as string), ' h')
        else concat(cast(div(cast(floor((60 * round((usual_seconds) / 60))) as int64), 86400) as string), ' days')
    end,
                if(is_brought, concat(' after ', starting_name), ' apart'),
                ' (the last ', cast(sample_count as string), ' times)',
                if(
                    expected_seconds > 1.5 * usual_seconds,
                    concat(
                        ', ', case
        when (60 * round((expected_seconds) / 60)) < 2 * 3600
            then concat(cast(div(cast(floor((60 * round((expected_seconds) / 60))) as int64), 60) as string), ' min')
        when (60 * round((expected_seconds) / 60)) < 2 * 86400
            then concat(cast(div(cast(floor((60 * round((expected_seconds) / 60))) as int64), 3600) as string), ' h')
        else concat(cast(div(cast(floor((60 * round((expected_seconds) / 60))) as int64), 86400) as string), ' days')
    end,
                        ' at this time of the week'
                    ),
                    ''
                )
            ), '. Last start of ', starting_name, ' ',
                format_timestamp('%Y-%m-%d %H:%M', started_at), ' UTC'
            ) as message,
            concat(
                'not expected any more after ', '14',
                ' days without it. Declare it in expected_runs to be told for longer'
            ) as retired_message,
            struct(
                'learned' as expected_by, concat(
                'usually ', case
        when (60 * round((usual_seconds) / 60)) < 2 * 3600
            then concat(cast(div(cast(floor((60 * round((usual_seconds) / 60))) as int64), 60) as string), ' min')
        when (60 * round((usual_seconds) / 60)) < 2 * 86400
            then concat(cast(div(cast(floor((60 * round((usual_seconds) / 60))) as int64), 3600) as string), ' h')
        else concat(cast(div(cast(floor((60 * round((usual_seconds) / 60))) as int64), 86400) as string), ' days')
    end,
                if(is_brought, concat(' after ', starting_name), ' apart'),
                ' (the last ', cast(sample_count as string), ' times)',
                if(
                    expected_seconds > 1.5 * usual_seconds,
                    concat(
                        ', ', case
        when (60 * round((expected_seconds) / 60)) < 2 * 3600
            then concat(cast(div(cast(floor((60 * round((expected_seconds) / 60))) as int64), 60) as string), ' min')
        when (60 * round((expected_seconds) / 60)) < 2 * 86400
            then concat(cast(div(cast(floor((60 * round((expected_seconds) / 60))) as int64), 3600) as string), ' h')
        else concat(cast(div(cast(floor((60 * round((expected_seconds) / 60))) as int64), 86400) as string), ' days')
    end,
                        ' at this time of the week'
                    ),
                    ''
                )
            ) as why,
                if(is_brought, null, format_timestamp('%Y-%m-%dT%H:%M:%SZ', started_at)) as last_started_at,
                format_timestamp('%Y-%m-%dT%H:%M:%SZ', expected_at) as expected_at
            ) as details
        )) as observation,
from final
    ),
    promised_runs as (
    with invocations as (
    select * from {ledger}.`dbt_invocations`
    where recorded_at > facts_since and recorded_at <= look_clock
    qualify row_number() over (partition by row_id order by recorded_at) = 1
),

usuals as (
    select
        environment,
        subject,
        measure,
        slot,
        sample_count,
        median,
        low,
        high,
        explanation,
        date_add(learned_on, interval 1 day) as holds_from,
        date_add(
            least(
                coalesce(
                    lead(learned_on) over (
                        partition by environment, subject, measure, slot order by learned_on
                    ),
                    date '9999-01-01'
                ),
                date_add(learned_on, interval 2 day)
            ),
            interval 1 day
        ) as holds_until,
    from {ledger}.`learned_usuals`
    where
        recorded_at > timestamp_sub(facts_since, interval 3 day)
        and measure = 'duration_seconds'
),

commands as (
    select
        * except (run_key),
        coalesce(
            run_key,
            concat(coalesce(project_name, ''), '/', coalesce(target_name, ''), '/', command)
        ) as run_key,
        coalesce(invocation_command, concat('dbt ', command)) as command_line,
        least(
            occurred_at, coalesce(recorded_at, occurred_at)
        ) as started_at,
    from invocations
    where shifted_days is null
),

timed as (
    select
        commands.*,
        usuals.median as usual_seconds,
    from commands
    left join usuals
        on
            commands.environment = usuals.environment
            and concat('dbt/', commands.run_key) = usuals.subject
            and usuals.slot = ''
            and date(commands.recorded_at) >= usuals.holds_from
            and date(commands.recorded_at) < usuals.holds_until
)

select
        environment as environment,
        'run' as kind,
        run_key as subject_id,
        invocation_id as promise_key,
        row_id as base_id,
        recorded_at as base_at,
        if(event = 'started', timestamp_add(
            started_at,
            interval cast(
                coalesce(
                    greatest(
                        15 * 60,
                        3 * usual_seconds
                    ),
                    120 * 60
                ) as int64
            ) second
        ), null) as due_at,
        cast(null as timestamp) as retires_at,
        cast(null as string) as reader,
        cast(null as string) as waits_for,
        false as is_initial,
        to_json(struct(
            command_line as subject,
            'error' as severity,
            'came to its end' as check_name,
            invocation_id as run_id,
            concat(
                'started at ', format_timestamp('%Y-%m-%d %H:%M', started_at), ' UTC and never finished'
            ) as message,
            struct(format_timestamp('%Y-%m-%dT%H:%M:%SZ', started_at) as started_at, usual_seconds, invoked_by, orchestrator, run_url) as details
        )) as observation,
from timed
    ),
    promised_refreshes as (
    with node_results as (
    select * from {ledger}.`dbt_node_results`
    where recorded_at > facts_since and recorded_at <= look_clock
    qualify row_number() over (partition by row_id order by recorded_at) = 1
),

refreshes as (
    select
        *,
        least(
            occurred_at, coalesce(recorded_at, occurred_at)
        ) as refreshed_at,
        coalesce(regexp_extract(unique_id, r'^model\.[^.]+\.([^.]+\.v[^.]+)$'), name) as asset_words,
        coalesce(
            if(
                safe_cast(json_value(alerts.max_age_hours) as int64)
                between 1 and 719,
                safe_cast(json_value(alerts.max_age_hours) as int64), null
            ),
            null
        )
            as max_age_hours,
        regexp_extract(json_value(alerts.fresh_by), r'^([0-9]{1,2}:[0-9]{2})(?: .*)?$') as fresh_by,
        coalesce(
            regexp_extract(json_value(alerts.fresh_by), r'^[0-9:]+ +(.*[^ ])'), 'UTC'
        ) as time_zone,
    from node_results
    where
        status = 'success'
        and resource_type in ('model', 'seed', 'snapshot')
        and shifted_days is null
),

-- twelve hours before the time of day it is too old to count for it
timed as (
    select
        *,
        timestamp_add(refreshed_at, interval max_age_hours hour) as too_old_at,
        (
            select min(deadline)
            from unnest(generate_array(-1, 8)) as day_number
            cross join
                unnest([date_add(date(timestamp_add(refreshed_at, interval 12 hour)), interval day_number day)]) as deadline_on
            cross join
                unnest([
                    safe_cast(
                        concat(
                            cast(deadline_on as string), ' ', fresh_by, ':00 ',
                            time_zone
                        ) as timestamp
                    )
                ]) as deadline
            where
                deadline > timestamp_add(refreshed_at, interval 12 hour)
                and (
                    array_length(cast([] as array<string>)) = 0
                    or format_date('%a', deadline_on) in unnest(cast([] as array<string>))
                )
        ) as not_fresh_at,
    from refreshes
),

ruled as (
    select
        *,
        least(coalesce(too_old_at, not_fresh_at), coalesce(not_fresh_at, too_old_at)) as due_at,
    from timed
)

select
        environment as environment,
        'stale asset' as kind,
        concat(coalesce(project_name, ''), '/', coalesce(relation_name, ''), '/', unique_id) as subject_id,
        '' as promise_key,
        row_id as base_id,
        recorded_at as base_at,
        due_at as due_at,
        cast(null as timestamp) as retires_at,
        cast(null as string) as reader,
        cast(null as string) as waits_for,
        false as is_initial,
        to_json(struct(
            concat('age of ', asset_words) as subject,
            case
                when json_value(alerts.severity) in ('critical', 'error', 'warn')
                    then json_value(alerts.severity)
                when is_critical then 'critical'
                else 'error'
            end as severity,
            unique_id as asset_id,
            asset_words as asset_name,
            'fresh' as check_name,
            invocation_id as run_id,
            is_critical as is_critical,
            owner as owner,
            tags as tags,
            runbook_url as runbook_url,
            'data_quality' as error_class,
            concat(
                'last built at ', format_timestamp('%Y-%m-%d %H:%M', refreshed_at), ' UTC; ',
                if(
                    coalesce(too_old_at = due_at, false),
                    concat('meta.alerts allows ', cast(max_age_hours as string), ' hours'),
                    concat('meta.alerts wants it fresh by ', fresh_by, ' ', time_zone)
                )
            ) as message,
            alerts as alerts,
            depends_on as depends_on,
            struct(format_timestamp('%Y-%m-%dT%H:%M:%SZ', refreshed_at) as refreshed_at, max_age_hours, fresh_by, time_zone) as details
        )) as observation,
from ruled
    )

    select
        environment, kind, subject_id, promise_key, base_id, base_at, due_at, retires_at, reader, waits_for, is_initial, observation,
        to_hex(md5(concat(environment, '\n', kind, '\n', subject_id))) as fingerprint,
        cast(null as timestamp) as broken_at,
        'new' as source,
    from promised_usual_dbt_starts
    union all
    select
        environment, kind, subject_id, promise_key, base_id, base_at, due_at, retires_at, reader, waits_for, is_initial, observation,
        to_hex(md5(concat(environment, '\n', kind, '\n', subject_id))) as fingerprint,
        cast(null as timestamp) as broken_at,
        'new' as source,
    from promised_runs
    union all
    select
        environment, kind, subject_id, promise_key, base_id, base_at, due_at, retires_at, reader, waits_for, is_initial, observation,
        to_hex(md5(concat(environment, '\n', kind, '\n', subject_id))) as fingerprint,
        cast(null as timestamp) as broken_at,
        'new' as source,
    from promised_refreshes
    ;
else
    set dbt_reading = (select as struct
            last_watermark as watermark,
            last_row_count as row_count,
            last_counted_at as counted_at,
            cast(null as int64) as counted_then,
            cast(null as int64) as counted_again,
            cast(null as timestamp) as read_from);
end if;

set last_watermark = look_base.dagster_watermark;
set last_counted_at = look_base.dagster_counted_at;
set last_row_count = look_base.dagster_row_count;
if 'dagster' in unnest(split(looked_at_families, ',')) then
    set dagster_reading = (select as struct
            look_clock as watermark,
            last_row_count as row_count,
            last_counted_at as counted_at,
            cast(null as int64) as counted_then,
            cast(null as int64) as counted_again,
            timestamp_sub(last_watermark, interval 2 minute) as read_from);
    if coalesce(last_counted_at <= timestamp_sub(look_clock, interval 10 minute), true) then
        set counted_since = timestamp_sub(
            coalesce(last_counted_at, look_clock), interval 1 day
        );
        set dagster_reading = (select as struct
            look_clock as watermark,
            now_count as row_count,
            look_clock as counted_at,
            last_row_count as counted_then,
            if(last_counted_at is null, null, again_count) as counted_again,
            case
                when last_counted_at is null then timestamp '1970-01-01'
                when again_count > last_row_count then counted_since
                else timestamp_sub(last_counted_at, interval 2 minute)
            end as read_from
        from (
            select
                coalesce(
                    countif(recorded_at > timestamp_sub(look_clock, interval 1 day)), 0
                ) as now_count,
                coalesce(countif(recorded_at <= last_counted_at), 0) as again_count,
            from (

                select recorded_at from {ledger}.`dagster_asset_check_evaluations`
                where recorded_at > counted_since and recorded_at <= look_clock
                union all
                select recorded_at from {ledger}.`dagster_asset_materializations`
                where recorded_at > counted_since and recorded_at <= look_clock
                union all
                select recorded_at from {ledger}.`dagster_runs`
                where recorded_at > counted_since and recorded_at <= look_clock
                union all
                select recorded_at from {ledger}.`dagster_steps`
                where recorded_at > counted_since and recorded_at <= look_clock
                union all
                select recorded_at from {ledger}.`dagster_ticks`
                where recorded_at > counted_since and recorded_at <= look_clock
                union all
                select recorded_at from {ledger}.`dagster_heartbeats`
                where recorded_at > counted_since and recorded_at <= look_clock
            )
        ));
    end if;
    set facts_since = dagster_reading.read_from;
    insert into promises (
        environment, kind, subject_id, promise_key, base_id, base_at, due_at, retires_at, reader, waits_for, is_initial, observation, fingerprint, broken_at, source
    )
    with
    promised_usual_dagster_starts as (
    with facts as (
    select * from {ledger}.`dagster_runs`
    where recorded_at > facts_since and recorded_at <= look_clock
    qualify row_number() over (partition by row_id order by recorded_at) = 1
),

starts as (
    select
        row_id,
        recorded_at,
        environment,
        concat(
            'dagster/',
            concat(if(deployment = 'dagster', '', concat(deployment, '/')), concat(coalesce(code_location, ''), '/', job_name))
        ) as run_key,
        job_name as run_name,
        run_id,
        coalesce(created_at, occurred_at) as started_at,
        true as is_start,
        status = 'success' as is_success,
        deployment as reader,
    from facts
),

usuals as (
    select
        environment,
        subject,
        measure,
        slot,
        sample_count,
        median,
        low,
        high,
        explanation,
        date_add(learned_on, interval 1 day) as holds_from,
        date_add(
            least(
                coalesce(
                    lead(learned_on) over (
                        partition by environment, subject, measure, slot order by learned_on
                    ),
                    date '9999-01-01'
                ),
                date_add(learned_on, interval 2 day)
            ),
            interval 1 day
        ) as holds_until,
    from {ledger}.`learned_usuals`
    where
        recorded_at > timestamp_sub(facts_since, interval 3 day)
        and measure = 'gap_seconds'
),

expected as (
    select
        starts.*,
        usuals.* except (environment, holds_from, holds_until),
    from starts
    inner join usuals
        on
            starts.environment = usuals.environment
            and date(starts.recorded_at) >= usuals.holds_from
            and date(starts.recorded_at) < usuals.holds_until
            and (
                (
                    starts.run_key = usuals.subject
                    and usuals.slot in ('', format_timestamp('%a %H', starts.started_at))
                )
                or usuals.slot = concat('after ', starts.run_key)
            )
    where starts.is_start
),

-- of all starts, and of those at this time of the week: the longer one
promised as (
    select
        row_id,
        subject as promised_key,
        starts_with(slot, 'after ') as is_brought,
        max(if(slot = '' or starts_with(slot, 'after '), median, null)) as usual_seconds,
        max(if(slot = '' or starts_with(slot, 'after '), sample_count, null)) as sample_count,
        max(median) as expected_seconds,
        max(high) as late_seconds,
    from expected
    group by row_id, promised_key, is_brought
    having usual_seconds is not null
),

-- a start by itself ends what was promised of it, unless it promises anew
final as (
    select
        starts.environment,
        starts.row_id,
        starts.recorded_at,
        starts.run_id,
        starts.run_name as starting_name,
        starts.started_at,
        starts.reader,
        coalesce(promised.promised_key, starts.run_key) as run_key,
        if(promised.is_brought, coalesce(
                concat('dbt ', regexp_extract(promised.promised_key, r'^dbt/[^/]*/[^/]*/(.*)$')),
                regexp_extract(promised.promised_key, r'([^/]*)$')
            ), starts.run_name)
            as run_name,
        coalesce(promised.is_brought, false) as is_brought,
        promised.usual_seconds,
        promised.sample_count,
        promised.expected_seconds,
        timestamp_add(starts.started_at, interval cast(promised.expected_seconds as int64) second)
            as expected_at,
        timestamp_add(starts.started_at, interval cast(promised.late_seconds as int64) second)
            as late_at,
    from starts
    left join promised on starts.row_id = promised.row_id
    where starts.is_start
)

select
        environment as environment,
        'missing run' as kind,
        run_key as subject_id,
        '' as promise_key,
        row_id as base_id,
        recorded_at as base_at,
        if(false, null, late_at) as due_at,
        timestamp_add(late_at, interval 14 day) as retires_at,
        reader as reader,
        if(reader is null, null, 'reading') as waits_for,
        false as is_initial,
        to_json(struct(
            concat('run of ', run_name) as subject,
            'error' as severity,
            'started in time' as check_name,
            run_id as run_id,
            concat(
                'not started by ', format_timestamp('%Y-%m-%d %H:%M', late_at), ' UTC: ',
                concat(
                'usually ', case
        when (60 * round((usual_seconds) / 60)) < 2 * 3600
            then concat(cast(div(cast(floor((60 * round((usual_seconds) / 60))) as int64), 60) as string), ' min')
        when (60 * round((usual_seconds) / 60)) < 2 * 86400
            then concat(cast(div(cast(floor((60 * round((usual_seconds) / 60))) as int64), 3600) as string), ' h')
        else concat(cast(div(cast(floor((60 * round((usual_seconds) / 60))) as int64), 86400) as string), ' days')
    end,
                if(is_brought, concat(' after ', starting_name), ' apart'),
                ' (the last ', cast(sample_count as string), ' times)',
                if(
                    expected_seconds > 1.5 * usual_seconds,
                    concat(
                        ', ', case
        when (60 * round((expected_seconds) / 60)) < 2 * 3600
            then concat(cast(div(cast(floor((60 * round((expected_seconds) / 60))) as int64), 60) as string), ' min')
        when (60 * round((expected_seconds) / 60)) < 2 * 86400
            then concat(cast(div(cast(floor((60 * round((expected_seconds) / 60))) as int64), 3600) as string), ' h')
        else concat(cast(div(cast(floor((60 * round((expected_seconds) / 60))) as int64), 86400) as string), ' days')
    end,
                        ' at this time of the week'
                    ),
                    ''
                )
            ), '. Last start of ', starting_name, ' ',
                format_timestamp('%Y-%m-%d %H:%M', started_at), ' UTC'
            ) as message,
            concat(
                'not expected any more after ', '14',
                ' days without it. Declare it in expected_runs to be told for longer'
            ) as retired_message,
            struct(
                'learned' as expected_by, concat(
                'usually ', case
        when (60 * round((usual_seconds) / 60)) < 2 * 3600
            then concat(cast(div(cast(floor((60 * round((usual_seconds) / 60))) as int64), 60) as string), ' min')
        when (60 * round((usual_seconds) / 60)) < 2 * 86400
            then concat(cast(div(cast(floor((60 * round((usual_seconds) / 60))) as int64), 3600) as string), ' h')
        else concat(cast(div(cast(floor((60 * round((usual_seconds) / 60))) as int64), 86400) as string), ' days')
    end,
                if(is_brought, concat(' after ', starting_name), ' apart'),
                ' (the last ', cast(sample_count as string), ' times)',
                if(
                    expected_seconds > 1.5 * usual_seconds,
                    concat(
                        ', ', case
        when (60 * round((expected_seconds) / 60)) < 2 * 3600
            then concat(cast(div(cast(floor((60 * round((expected_seconds) / 60))) as int64), 60) as string), ' min')
        when (60 * round((expected_seconds) / 60)) < 2 * 86400
            then concat(cast(div(cast(floor((60 * round((expected_seconds) / 60))) as int64), 3600) as string), ' h')
        else concat(cast(div(cast(floor((60 * round((expected_seconds) / 60))) as int64), 86400) as string), ' days')
    end,
                        ' at this time of the week'
                    ),
                    ''
                )
            ) as why,
                if(is_brought, null, format_timestamp('%Y-%m-%dT%H:%M:%SZ', started_at)) as last_started_at,
                format_timestamp('%Y-%m-%dT%H:%M:%SZ', expected_at) as expected_at
            ) as details
        )) as observation,
from final
    ),
    promised_dagster_runs as (
    with facts as (
    select * from {ledger}.`dagster_runs`
    where recorded_at > facts_since and recorded_at <= look_clock
    qualify row_number() over (partition by row_id order by recorded_at) = 1
),

usuals as (
    select
        environment,
        subject,
        measure,
        slot,
        sample_count,
        median,
        low,
        high,
        explanation,
        date_add(learned_on, interval 1 day) as holds_from,
        date_add(
            least(
                coalesce(
                    lead(learned_on) over (
                        partition by environment, subject, measure, slot order by learned_on
                    ),
                    date '9999-01-01'
                ),
                date_add(learned_on, interval 2 day)
            ),
            interval 1 day
        ) as holds_until,
    from {ledger}.`learned_usuals`
    where
        recorded_at > timestamp_sub(facts_since, interval 3 day)
        and measure = 'duration_seconds'
),

-- Dagster does not give every canceled run an end
runs as (
    select
        *,
        if(
            status in ('success', 'failure', 'canceled'), coalesce(ended_at, updated_at), null
        ) as over_at,
        concat(
            'dagster/',
            concat(if(deployment = 'dagster', '', concat(deployment, '/')), concat(coalesce(code_location, ''), '/', job_name, if(job_name = '__ASSET_JOB', to_json_string(asset_selection), '')))
        ) as run_key,
    from facts
    where status != 'managed'
),

timed as (
    select
        runs.*,
        usuals.median as usual_seconds,
        -- a run that was never queued is launched when it is created
        if(
            runs.enqueued_at is null,
            runs.created_at, coalesce(runs.dequeued_at, runs.started_at, runs.over_at)
        ) as left_queue_at,
    from runs
    left join usuals
        on
            runs.environment = usuals.environment
            and runs.run_key = usuals.subject
            and usuals.slot = ''
            and date(runs.recorded_at) >= usuals.holds_from
            and date(runs.recorded_at) < usuals.holds_until
),

states as (
    select
        *,
        case state
            when 'queue'
                then if(
                    left_queue_at is null and launched_by != 'backfill',
                    timestamp_add(
                        enqueued_at,
                        interval 30 minute
                    ),
                    null
                )
            when 'start'
                then if(
                    started_at is null and over_at is null,
                    timestamp_add(
                        left_queue_at,
                        interval 60 minute
                    ),
                    null
                )
            when 'end'
                then if(over_at is null, timestamp_add(
            started_at,
            interval cast(
                coalesce(
                    greatest(
                        60 * 60,
                        3 * usual_seconds
                    ),
                    240 * 60
                ) as int64
            ) second
        ), null)
            when 'retry'
                then if(
                    status = 'failure' and will_retry,
                    timestamp_add(
                        over_at,
                        interval 60 minute
                    ),
                    null
                )
        end as due_at,
    from timed
    cross join unnest(['queue', 'start', 'end', 'retry', 'retried']) as state
    where state != 'retried' or parent_run_id is not null
)

select
        environment as environment,
        'dagster run' as kind,
        concat(if(deployment = 'dagster', '', concat(deployment, '/')), concat(coalesce(concat(code_location, '/'), ''), job_name, if(starts_with(job_name, '__ASSET_JOB'), concat(':', if(
            length(array_to_string(asset_selection, ',')) <= 100,
            array_to_string(asset_selection, ','),
            to_hex(md5(array_to_string(asset_selection, ',')))
        )), ''), coalesce(concat('[', partition_key, ']'), ''))) as subject_id,
        if(
                state = 'retried', concat(parent_run_id, '/retry'), concat(run_id, '/', state)
            ) as promise_key,
        row_id as base_id,
        recorded_at as base_at,
        due_at as due_at,
        cast(null as timestamp) as retires_at,
        deployment as reader,
        'reading' as waits_for,
        false as is_initial,
        to_json(struct(
            concat('run of ', case
            when not starts_with(job_name, '__ASSET_JOB') then job_name
            when array_length(asset_selection) > 0
                then concat(
                    (
                        select string_agg(asset_key, ', ' order by place)
                        from unnest(asset_selection) as asset_key
                        with offset as place
                        where place < 2
                    ),
                    if(array_length(asset_selection) > 2, ' and more', '')
                )
            else 'assets'
        end, coalesce(concat(' [', partition_key, ']'), '')) as subject,
            'error' as severity,
            'came to its end' as check_name,
            run_id as run_id,
            case state
            when 'queue'
                then concat('in the queue since ', format_timestamp('%Y-%m-%d %H:%M', enqueued_at), ' UTC')
            when 'start'
                then concat(
                    'launched at ', format_timestamp('%Y-%m-%d %H:%M', left_queue_at),
                    ' UTC and has not started'
                )
            when 'end'
                then concat(
                    'started at ', format_timestamp('%Y-%m-%d %H:%M', started_at), ' UTC and ',
                    coalesce(
                        concat(
                            'runs far longer than its usual ',
                            case
        when usual_seconds < 2 * 3600
            then concat(cast(div(cast(floor(usual_seconds) as int64), 60) as string), ' min')
        when usual_seconds < 2 * 86400
            then concat(cast(div(cast(floor(usual_seconds) as int64), 3600) as string), ' h')
        else concat(cast(div(cast(floor(usual_seconds) as int64), 86400) as string), ' days')
    end
                        ),
                        'does not come to its end'
                    )
                )
            when 'retry' then 'it failed, and the retry that Dagster planned never came'
        end as message,
            struct(job_name, code_location, partition_key, state, format_timestamp('%Y-%m-%dT%H:%M:%SZ', enqueued_at) as enqueued_at, format_timestamp('%Y-%m-%dT%H:%M:%SZ', started_at) as started_at, usual_seconds, run_url) as details
        )) as observation,
from states
    ),
    promised_schedules as (
    with ticks as (
    select * from {ledger}.`dagster_ticks`
    where recorded_at > facts_since and recorded_at <= look_clock
    qualify row_number() over (partition by row_id order by recorded_at) = 1
),

runs as (
    select * from {ledger}.`dagster_runs`
    where recorded_at > facts_since and recorded_at <= look_clock
    qualify row_number() over (partition by row_id order by recorded_at) = 1
),

beats as (
    select
        *,
        row_number() over (
            partition by environment, deployment order by recorded_at, row_id
        ) as beat_number,
    from {ledger}.`dagster_heartbeats`
    where
        recorded_at > timestamp_sub(facts_since, interval 10 minute)
        and recorded_at <= look_clock
),

promised as (
    select
        environment,
        subject_id,
        json_value(observation.details.deployment) as deployment,
        json_value(observation.details.code_location) as code_location,
        json_value(observation.details.schedule_name) as schedule_name,
        json_value(observation.details.cron) as cron,
        json_value(observation.details.job_name) as job_name,
    from {ledger}.`timers`
    where
        recorded_at >= events_since
        and kind = 'missing run'
        and starts_with(subject_id, 'schedule/')
    qualify
        row_number() over (
            partition by environment, subject_id order by base_at desc, if(due_at is null, 0, 1)
        ) = 1
        and due_at is not null
),

listed as (
    select
        beats.environment,
        beats.deployment,
        beats.beat_number,
        beats.row_id,
        beats.recorded_at,
        beats.heartbeat_id,
        json_value(schedule.code_location) as code_location,
        json_value(schedule.name) as schedule_name,
        json_value(schedule.job_name) as job_name,
        json_value(schedule.cron) as cron,
        (
            select min(safe_cast(json_value(next_at) as timestamp))
            from unnest(json_query_array(schedule.next_at)) as next_at
            where safe_cast(json_value(next_at) as timestamp) > beats.occurred_at
        ) as next_at,
    from beats
    cross join unnest(json_query_array(beats.schedules)) as schedule
),

-- what the heartbeat before listed; of the first one read, what is promised already
expected as (
    select
        environment, deployment, code_location, schedule_name, job_name, cron, beat_number,
    from listed
    union all
    select
        environment, deployment, code_location, schedule_name, job_name, cron, 0 as beat_number,
    from promised
),

changes as (
    select
        listed.environment,
        listed.deployment,
        listed.code_location,
        listed.schedule_name,
        listed.job_name,
        listed.cron,
        listed.row_id,
        listed.recorded_at,
        listed.heartbeat_id,
        listed.next_at,
        coalesce(expected.cron = listed.cron, true) as is_initial,
    from listed
    left join expected
        on
            listed.environment = expected.environment
            and listed.deployment = expected.deployment
            and coalesce(listed.code_location, '') = coalesce(expected.code_location, '')
            and listed.schedule_name = expected.schedule_name
            and listed.beat_number = expected.beat_number + 1
    union all
    select
        expected.environment,
        expected.deployment,
        expected.code_location,
        expected.schedule_name,
        expected.job_name,
        expected.cron,
        beats.row_id,
        beats.recorded_at,
        beats.heartbeat_id,
        cast(null as timestamp) as next_at,
        false as is_initial,
    from expected
    inner join beats
        on
            expected.environment = beats.environment
            and expected.deployment = beats.deployment
            and beats.beat_number = expected.beat_number + 1
    left join listed
        on
            expected.environment = listed.environment
            and expected.deployment = listed.deployment
            and coalesce(expected.code_location, '') = coalesce(listed.code_location, '')
            and expected.schedule_name = listed.schedule_name
            and listed.beat_number = expected.beat_number + 1
    where listed.row_id is null
),

-- the run a schedule launched shows it too, when it is new
signs as (
    select
        environment,
        deployment,
        code_location,
        instigator_name as schedule_name,
        row_id,
        recorded_at,
        tick_id as sign_id,
    from ticks
    where instigator_type = 'schedule'
    union all
    select
        environment,
        deployment,
        code_location,
        launched_by_name as schedule_name,
        row_id,
        recorded_at,
        run_id as sign_id,
    from runs
    where
        launched_by = 'schedule'
        and scheduled_at is not null
        and recorded_at <= timestamp_add(coalesce(created_at, occurred_at), interval 10 minute)
),

schedules as (
    select distinct
        environment,
        deployment,
        code_location,
        schedule_name,
        job_name,
        cron,
    from expected
),

-- two code locations may each have a schedule of this name; an unknown one may be any
told as (
    select * from changes
    union all
    select
        schedules.environment,
        schedules.deployment,
        schedules.code_location,
        schedules.schedule_name,
        schedules.job_name,
        schedules.cron,
        signs.row_id,
        signs.recorded_at,
        signs.sign_id as heartbeat_id,
        cast(null as timestamp) as next_at,
        false as is_initial,
    from signs
    inner join schedules
        on
            signs.environment = schedules.environment
            and signs.deployment = schedules.deployment
            and signs.schedule_name = schedules.schedule_name
            and coalesce(signs.code_location, schedules.code_location, '')
            = coalesce(schedules.code_location, signs.code_location, '')
),

final as (
    select
        *,
        timestamp_add(next_at, interval 15 minute) as late_at,
    from told
)

select
        environment as environment,
        'missing run' as kind,
        concat(
                'schedule/', deployment, '/', coalesce(code_location, ''), '/', schedule_name
            ) as subject_id,
        '' as promise_key,
        row_id as base_id,
        recorded_at as base_at,
        if(
                false, null, late_at
            ) as due_at,
        timestamp_add(late_at, interval 14 day) as retires_at,
        cast(null as string) as reader,
        cast(null as string) as waits_for,
        is_initial as is_initial,
        to_json(struct(
            concat('schedule ', schedule_name) as subject,
            'error' as severity,
            'started in time' as check_name,
            heartbeat_id as run_id,
            concat(
                'not started by ', format_timestamp('%Y-%m-%d %H:%M', late_at), ' UTC: ',
                concat(
                'Dagster schedule ', schedule_name, coalesce(concat(' (', cron, ')'), ''),
                ' was due at ', format_timestamp('%Y-%m-%d %H:%M', next_at),
                ' UTC and has 15 minutes for it'
            )
            ) as message,
            concat(
                'not expected any more after ', '14',
                ' days without it. Declare it in expected_runs to be told for longer'
            ) as retired_message,
            struct(
                'dagster schedule' as expected_by, concat(
                'Dagster schedule ', schedule_name, coalesce(concat(' (', cron, ')'), ''),
                ' was due at ', format_timestamp('%Y-%m-%d %H:%M', next_at),
                ' UTC and has 15 minutes for it'
            ) as why,
                format_timestamp('%Y-%m-%dT%H:%M:%SZ', next_at) as expected_at, deployment, code_location, schedule_name, job_name, cron
            ) as details
        )) as observation,
from final
    )

    select
        environment, kind, subject_id, promise_key, base_id, base_at, due_at, retires_at, reader, waits_for, is_initial, observation,
        to_hex(md5(concat(environment, '\n', kind, '\n', subject_id))) as fingerprint,
        cast(null as timestamp) as broken_at,
        'new' as source,
    from promised_usual_dagster_starts
    union all
    select
        environment, kind, subject_id, promise_key, base_id, base_at, due_at, retires_at, reader, waits_for, is_initial, observation,
        to_hex(md5(concat(environment, '\n', kind, '\n', subject_id))) as fingerprint,
        cast(null as timestamp) as broken_at,
        'new' as source,
    from promised_dagster_runs
    union all
    select
        environment, kind, subject_id, promise_key, base_id, base_at, due_at, retires_at, reader, waits_for, is_initial, observation,
        to_hex(md5(concat(environment, '\n', kind, '\n', subject_id))) as fingerprint,
        cast(null as timestamp) as broken_at,
        'new' as source,
    from promised_schedules
    ;
else
    set dagster_reading = (select as struct
            last_watermark as watermark,
            last_row_count as row_count,
            last_counted_at as counted_at,
            cast(null as int64) as counted_then,
            cast(null as int64) as counted_again,
            cast(null as timestamp) as read_from);
end if;

set last_watermark = look_base.dlt_watermark;
set last_counted_at = look_base.dlt_counted_at;
set last_row_count = look_base.dlt_row_count;
if 'dlt' in unnest(split(looked_at_families, ',')) then
    set dlt_reading = (select as struct
            look_clock as watermark,
            last_row_count as row_count,
            last_counted_at as counted_at,
            cast(null as int64) as counted_then,
            cast(null as int64) as counted_again,
            timestamp_sub(last_watermark, interval 2 minute) as read_from);
    if coalesce(last_counted_at <= timestamp_sub(look_clock, interval 10 minute), true) then
        set counted_since = timestamp_sub(
            coalesce(last_counted_at, look_clock), interval 1 day
        );
        set dlt_reading = (select as struct
            look_clock as watermark,
            now_count as row_count,
            look_clock as counted_at,
            last_row_count as counted_then,
            if(last_counted_at is null, null, again_count) as counted_again,
            case
                when last_counted_at is null then timestamp '1970-01-01'
                when again_count > last_row_count then counted_since
                else timestamp_sub(last_counted_at, interval 2 minute)
            end as read_from
        from (
            select
                coalesce(
                    countif(recorded_at > timestamp_sub(look_clock, interval 1 day)), 0
                ) as now_count,
                coalesce(countif(recorded_at <= last_counted_at), 0) as again_count,
            from (

                select recorded_at from {ledger}.`dlt_loads`
                where recorded_at > counted_since and recorded_at <= look_clock
            )
        ));
    end if;
    set facts_since = dlt_reading.read_from;
    insert into promises (
        environment, kind, subject_id, promise_key, base_id, base_at, due_at, retires_at, reader, waits_for, is_initial, observation, fingerprint, broken_at, source
    )
    with
    promised_usual_dlt_starts as (
    with facts as (
    select * from {ledger}.`dlt_loads`
    where recorded_at > facts_since and recorded_at <= look_clock
    qualify row_number() over (partition by row_id order by recorded_at) = 1
),

starts as (
    select
        row_id,
        recorded_at,
        environment,
        concat('dlt/', pipeline_name) as run_key,
        pipeline_name as run_name,
        load_id as run_id,
        coalesce(started_at, least(
            occurred_at, coalesce(recorded_at, occurred_at)
        )) as started_at,
        true as is_start,
        status = 'loaded' as is_success,
        cast(null as string) as reader,
    from facts
    where shifted_days is null
),

usuals as (
    select
        environment,
        subject,
        measure,
        slot,
        sample_count,
        median,
        low,
        high,
        explanation,
        date_add(learned_on, interval 1 day) as holds_from,
        date_add(
            least(
                coalesce(
                    lead(learned_on) over (
                        partition by environment, subject, measure, slot order by learned_on
                    ),
                    date '9999-01-01'
                ),
                date_add(learned_on, interval 2 day)
            ),
            interval 1 day
        ) as holds_until,
    from {ledger}.`learned_usuals`
    where
        recorded_at > timestamp_sub(facts_since, interval 3 day)
        and measure = 'gap_seconds'
),

expected as (
    select
        starts.*,
        usuals.* except (environment, holds_from, holds_until),
    from starts
    inner join usuals
        on
            starts.environment = usuals.environment
            and date(starts.recorded_at) >= usuals.holds_from
            and date(starts.recorded_at) < usuals.holds_until
            and (
                (
                    starts.run_key = usuals.subject
                    and usuals.slot in ('', format_timestamp('%a %H', starts.started_at))
                )
                or usuals.slot = concat('after ', starts.run_key)
            )
    where starts.is_start
),

-- of all starts, and of those at this time of the week: the longer one
promised as (
    select
        row_id,
        subject as promised_key,
        starts_with(slot, 'after ') as is_brought,
        max(if(slot = '' or starts_with(slot, 'after '), median, null)) as usual_seconds,
        max(if(slot = '' or starts_with(slot, 'after '), sample_count, null)) as sample_count,
        max(median) as expected_seconds,
        max(high) as late_seconds,
    from expected
    group by row_id, promised_key, is_brought
    having usual_seconds is not null
),

-- a start by itself ends what was promised of it, unless it promises anew
final as (
    select
        starts.environment,
        starts.row_id,
        starts.recorded_at,
        starts.run_id,
        starts.run_name as starting_name,
        starts.started_at,
        starts.reader,
        coalesce(promised.promised_key, starts.run_key) as run_key,
        if(promised.is_brought, coalesce(
                concat('dbt ', regexp_extract(promised.promised_key, r'^dbt/[^/]*/[^/]*/(.*)$')),
                regexp_extract(promised.promised_key, r'([^/]*)$')
            ), starts.run_name)
            as run_name,
        coalesce(promised.is_brought, false) as is_brought,
        promised.usual_seconds,
        promised.sample_count,
        promised.expected_seconds,
        timestamp_add(starts.started_at, interval cast(promised.expected_seconds as int64) second)
            as expected_at,
        timestamp_add(starts.started_at, interval cast(promised.late_seconds as int64) second)
            as late_at,
    from starts
    left join promised on starts.row_id = promised.row_id
    where starts.is_start
)

select
        environment as environment,
        'missing run' as kind,
        run_key as subject_id,
        '' as promise_key,
        row_id as base_id,
        recorded_at as base_at,
        if(false, null, late_at) as due_at,
        timestamp_add(late_at, interval 14 day) as retires_at,
        reader as reader,
        if(reader is null, null, 'reading') as waits_for,
        false as is_initial,
        to_json(struct(
            concat('run of ', run_name) as subject,
            'error' as severity,
            'started in time' as check_name,
            run_id as run_id,
            concat(
                'not started by ', format_timestamp('%Y-%m-%d %H:%M', late_at), ' UTC: ',
                concat(
                'usually ', case
        when (60 * round((usual_seconds) / 60)) < 2 * 3600
            then concat(cast(div(cast(floor((60 * round((usual_seconds) / 60))) as int64), 60) as string), ' min')
        when (60 * round((usual_seconds) / 60)) < 2 * 86400
            then concat(cast(div(cast(floor((60 * round((usual_seconds) / 60))) as int64), 3600) as string), ' h')
        else concat(cast(div(cast(floor((60 * round((usual_seconds) / 60))) as int64), 86400) as string), ' days')
    end,
                if(is_brought, concat(' after ', starting_name), ' apart'),
                ' (the last ', cast(sample_count as string), ' times)',
                if(
                    expected_seconds > 1.5 * usual_seconds,
                    concat(
                        ', ', case
        when (60 * round((expected_seconds) / 60)) < 2 * 3600
            then concat(cast(div(cast(floor((60 * round((expected_seconds) / 60))) as int64), 60) as string), ' min')
        when (60 * round((expected_seconds) / 60)) < 2 * 86400
            then concat(cast(div(cast(floor((60 * round((expected_seconds) / 60))) as int64), 3600) as string), ' h')
        else concat(cast(div(cast(floor((60 * round((expected_seconds) / 60))) as int64), 86400) as string), ' days')
    end,
                        ' at this time of the week'
                    ),
                    ''
                )
            ), '. Last start of ', starting_name, ' ',
                format_timestamp('%Y-%m-%d %H:%M', started_at), ' UTC'
            ) as message,
            concat(
                'not expected any more after ', '14',
                ' days without it. Declare it in expected_runs to be told for longer'
            ) as retired_message,
            struct(
                'learned' as expected_by, concat(
                'usually ', case
        when (60 * round((usual_seconds) / 60)) < 2 * 3600
            then concat(cast(div(cast(floor((60 * round((usual_seconds) / 60))) as int64), 60) as string), ' min')
        when (60 * round((usual_seconds) / 60)) < 2 * 86400
            then concat(cast(div(cast(floor((60 * round((usual_seconds) / 60))) as int64), 3600) as string), ' h')
        else concat(cast(div(cast(floor((60 * round((usual_seconds) / 60))) as int64), 86400) as string), ' days')
    end,
                if(is_brought, concat(' after ', starting_name), ' apart'),
                ' (the last ', cast(sample_count as string), ' times)',
                if(
                    expected_seconds > 1.5 * usual_seconds,
                    concat(
                        ', ', case
        when (60 * round((expected_seconds) / 60)) < 2 * 3600
            then concat(cast(div(cast(floor((60 * round((expected_seconds) / 60))) as int64), 60) as string), ' min')
        when (60 * round((expected_seconds) / 60)) < 2 * 86400
            then concat(cast(div(cast(floor((60 * round((expected_seconds) / 60))) as int64), 3600) as string), ' h')
        else concat(cast(div(cast(floor((60 * round((expected_seconds) / 60))) as int64), 86400) as string), ' days')
    end,
                        ' at this time of the week'
                    ),
                    ''
                )
            ) as why,
                if(is_brought, null, format_timestamp('%Y-%m-%dT%H:%M:%SZ', started_at)) as last_started_at,
                format_timestamp('%Y-%m-%dT%H:%M:%SZ', expected_at) as expected_at
            ) as details
        )) as observation,
from final
    )

    select
        environment, kind, subject_id, promise_key, base_id, base_at, due_at, retires_at, reader, waits_for, is_initial, observation,
        to_hex(md5(concat(environment, '\n', kind, '\n', subject_id))) as fingerprint,
        cast(null as timestamp) as broken_at,
        'new' as source,
    from promised_usual_dlt_starts
    ;
else
    set dlt_reading = (select as struct
            last_watermark as watermark,
            last_row_count as row_count,
            last_counted_at as counted_at,
            cast(null as int64) as counted_then,
            cast(null as int64) as counted_again,
            cast(null as timestamp) as read_from);
end if;

set last_watermark = look_base.notices_watermark;
set last_counted_at = look_base.notices_counted_at;
set last_row_count = look_base.notices_row_count;
if 'notices' in unnest(split(looked_at_families, ',')) then
    set notices_reading = (select as struct
            look_clock as watermark,
            last_row_count as row_count,
            last_counted_at as counted_at,
            cast(null as int64) as counted_then,
            cast(null as int64) as counted_again,
            timestamp_sub(last_watermark, interval 2 minute) as read_from);
    if coalesce(last_counted_at <= timestamp_sub(look_clock, interval 10 minute), true) then
        set counted_since = timestamp_sub(
            coalesce(last_counted_at, look_clock), interval 1 day
        );
        set notices_reading = (select as struct
            look_clock as watermark,
            now_count as row_count,
            look_clock as counted_at,
            last_row_count as counted_then,
            if(last_counted_at is null, null, again_count) as counted_again,
            case
                when last_counted_at is null then timestamp '1970-01-01'
                when again_count > last_row_count then counted_since
                else timestamp_sub(last_counted_at, interval 2 minute)
            end as read_from
        from (
            select
                coalesce(
                    countif(recorded_at > timestamp_sub(look_clock, interval 1 day)), 0
                ) as now_count,
                coalesce(countif(recorded_at <= last_counted_at), 0) as again_count,
            from (

                select recorded_at from {ledger}.`alert_notices`
                where recorded_at > counted_since and recorded_at <= look_clock
            )
        ));
    end if;
    set facts_since = notices_reading.read_from;
else
    set notices_reading = (select as struct
            last_watermark as watermark,
            last_row_count as row_count,
            last_counted_at as counted_at,
            cast(null as int64) as counted_then,
            cast(null as int64) as counted_again,
            cast(null as timestamp) as read_from);
end if;

set last_watermark = look_base.deliveries_watermark;
set last_counted_at = look_base.deliveries_counted_at;
set last_row_count = look_base.deliveries_row_count;
if 'deliveries' in unnest(split(looked_at_families, ',')) then
    set deliveries_reading = (select as struct
            look_clock as watermark,
            last_row_count as row_count,
            last_counted_at as counted_at,
            cast(null as int64) as counted_then,
            cast(null as int64) as counted_again,
            timestamp_sub(last_watermark, interval 2 minute) as read_from);
    if coalesce(last_counted_at <= timestamp_sub(look_clock, interval 10 minute), true) then
        set counted_since = timestamp_sub(
            coalesce(last_counted_at, look_clock), interval 1 day
        );
        set deliveries_reading = (select as struct
            look_clock as watermark,
            now_count as row_count,
            look_clock as counted_at,
            last_row_count as counted_then,
            if(last_counted_at is null, null, again_count) as counted_again,
            case
                when last_counted_at is null then timestamp '1970-01-01'
                when again_count > last_row_count then counted_since
                else timestamp_sub(last_counted_at, interval 2 minute)
            end as read_from
        from (
            select
                coalesce(
                    countif(recorded_at > timestamp_sub(look_clock, interval 1 day)), 0
                ) as now_count,
                coalesce(countif(recorded_at <= last_counted_at), 0) as again_count,
            from (

                select recorded_at from {ledger}.`alert_deliveries`
                where recorded_at > counted_since and recorded_at <= look_clock
            )
        ));
    end if;
    set facts_since = deliveries_reading.read_from;
else
    set deliveries_reading = (select as struct
            last_watermark as watermark,
            last_row_count as row_count,
            last_counted_at as counted_at,
            cast(null as int64) as counted_then,
            cast(null as int64) as counted_again,
            cast(null as timestamp) as read_from);
end if;

set look_due_at = look_base.next_due_at;
if coalesce(dbt_reading.read_from, dagster_reading.read_from, dlt_reading.read_from) is not null then
    insert into promises (environment, kind, subject_id, promise_key, base_id, base_at, due_at, retires_at, reader, waits_for, is_initial, observation, fingerprint, broken_at, source)
with recorded as (
    select
        environment, kind, subject_id, promise_key, base_id, base_at, due_at, retires_at, reader, waits_for, is_initial, observation,
        fingerprint,
        broken_at,
        'recorded' as source,
    from {ledger}.`timers`
    where recorded_at >= events_since
    qualify
        base_at >= if(
            first_value(is_copy) over by_recording,
            first_value(base_at) over by_recording,
            base_at
        )
    window
        by_recording as (
            partition by fingerprint, promise_key
            order by recorded_at, if(is_copy, 0, 1), base_at
        )
),

promised_heartbeats as (
with heartbeats as (
    select * from {ledger}.`dagster_heartbeats`
    where recorded_at >= events_since and recorded_at <= look_clock
    qualify row_number() over (partition by row_id order by recorded_at) = 1
),

signs as (
    select
        environment,
        deployment,
        row_id,
        recorded_at,
        heartbeat_id,
        'deployment' as part,
        recorded_at as sign_at,
        cast(null as string) as waits_for,
        false as is_initial,
    from heartbeats
    union all
    select
        heartbeats.environment,
        heartbeats.deployment,
        heartbeats.row_id,
        heartbeats.recorded_at,
        heartbeats.heartbeat_id,
        daemon.part,
        safe_cast(daemon.beat_at as timestamp) as sign_at,
        'daemons' as waits_for,
        false as is_initial,
    from heartbeats
    cross join
        unnest([
                struct(
                    'SENSOR' as part,
                    json_value(heartbeats.daemons, '$.SENSOR.beat_at') as beat_at
                ),
                struct(
                    'SCHEDULER' as part,
                    json_value(heartbeats.daemons, '$.SCHEDULER.beat_at') as beat_at
                ),
                struct(
                    'QUEUED_RUN_COORDINATOR' as part,
                    json_value(heartbeats.daemons, '$.QUEUED_RUN_COORDINATOR.beat_at') as beat_at
                ),
                struct(
                    'MONITORING' as part,
                    json_value(heartbeats.daemons, '$.MONITORING.beat_at') as beat_at
                ),
                struct(
                    'ASSET' as part,
                    json_value(heartbeats.daemons, '$.ASSET.beat_at') as beat_at
                ),
                struct(
                    'BACKFILL' as part,
                    json_value(heartbeats.daemons, '$.BACKFILL.beat_at') as beat_at
                ),
                struct(
                    'FRESHNESS_DAEMON' as part,
                    json_value(heartbeats.daemons, '$.FRESHNESS_DAEMON.beat_at') as beat_at
                ),
                struct(
                    'EVENT_LOG_CONSUMER' as part,
                    json_value(heartbeats.daemons, '$.EVENT_LOG_CONSUMER.beat_at') as beat_at
                )
        ]) as daemon
    where heartbeats.daemons is not null
    union all
    select
        environment,
        deployment,
        row_id,
        recorded_at,
        heartbeat_id,
        'audit sensor' as part,
        least(
            occurred_at, coalesce(recorded_at, occurred_at)
        ) as sign_at,
        'beat' as waits_for,
        not is_caught_up as is_initial,
    from heartbeats
)

select
        environment as environment,
        'heartbeat' as kind,
        concat(deployment, if(part = 'deployment', '', concat('/', part))) as subject_id,
        '' as promise_key,
        row_id as base_id,
        recorded_at as base_at,
        timestamp_add(
                sign_at,
                interval if(
                    part = 'audit sensor', 30,
                    5
                ) minute
            ) as due_at,
        cast(null as timestamp) as retires_at,
        deployment as reader,
        waits_for as waits_for,
        is_initial as is_initial,
        to_json(struct(
            case part
                when 'deployment' then concat('Dagster deployment ', deployment)
                when 'audit sensor' then concat('audit sensor of ', deployment)
                else concat('daemon ', part, ' of ', deployment)
            end as subject,
            if(
                part in ('deployment', 'SCHEDULER', 'QUEUED_RUN_COORDINATOR'), 'critical', 'error'
            ) as severity,
            'heartbeat' as check_name,
            heartbeat_id as run_id,
            concat(
                if(part = 'audit sensor', 'behind since ', 'no heartbeat since '),
                format_timestamp('%Y-%m-%d %H:%M', sign_at), ' UTC',
                case part
                    when 'deployment'
                        then ': its daemon, its code or the way to BigQuery stands still'
                    when 'audit sensor' then ': what happens in Dagster is seen late'
                    else ''
                end
            ) as message
        )) as observation,
from signs
),

known_promises as (
    select * from recorded
    union all
    select
        environment, kind, subject_id, promise_key, base_id, base_at, due_at, retires_at, reader, waits_for, is_initial, observation,
        to_hex(md5(concat(environment, '\n', kind, '\n', subject_id))) as fingerprint,
        cast(null as timestamp) as broken_at,
        'standing' as source,
    from promised_heartbeats
)

select environment, kind, subject_id, promise_key, base_id, base_at, due_at, retires_at, reader, waits_for, is_initial, observation, fingerprint, broken_at, source from known_promises;

if copies_due then
    insert into {ledger}.`timers` (
        row_id, recorded_at, recorded_by, environment, kind, subject_id, promise_key, base_id, base_at, due_at, retires_at, reader, waits_for, is_initial, observation, fingerprint, broken_at, is_copy
    )
    with recorded as (
    select * from promises
    where source = 'recorded'
),

facts_once as (
    select
        *,
        max(if(source = 'new', 1, 0)) over (partition by fingerprint, promise_key, base_id) = 1 as is_new,
    from recorded
    qualify
        row_number() over (
            partition by fingerprint, promise_key, base_id
            order by base_at, if(broken_at is null, 1, 0), if(source = 'recorded', 0, 1), due_at
        ) = 1
),

moments_once as (
    select * from facts_once
    qualify
        row_number() over (
            partition by fingerprint, promise_key, base_at
            order by if(due_at is null, 0, 1), if(is_initial, 1, 0), due_at desc, base_id
        ) = 1
),

readings as (
    select
        environment,
        deployment as reader,
        reading.waits_for,
        reading.read_until,
        recorded_at,
    from (
        select * from {ledger}.`dagster_heartbeats`
        where recorded_at >= events_since and recorded_at <= look_clock
    )
    cross join
        unnest([
            struct(
                'reading' as waits_for,
                if(is_caught_up, occurred_at, least(occurred_at, watermark_at)) as read_until
            ),
            struct('beat', timestamp_sub(occurred_at, interval 1 microsecond)),
            struct(
                'daemons',
                if(daemons is null, null, timestamp_sub(occurred_at, interval 1 microsecond))
            )
        ]) as reading
),

beside_readings as (
    select
        fingerprint,
        promise_key,
        base_id,
        environment,
        reader,
        waits_for,
        due_at as moment,
        cast(null as timestamp) as read_at,
    from moments_once
    where waits_for is not null and due_at is not null
    union all
    select
        cast(null as string) as fingerprint,
        cast(null as string) as promise_key,
        cast(null as string) as base_id,
        environment,
        reader,
        waits_for,
        read_until as moment,
        recorded_at as read_at,
    from readings
    where read_until is not null
),

read as (
    select
        fingerprint,
        promise_key,
        base_id,
        min(read_at) over (
            partition by environment, reader, waits_for order by unix_micros(moment)
            range between current row and unbounded following
        ) as read_at,
    from beside_readings
),

settled as (
    select
        moments_once.*,
        case
            when moments_once.due_at is null then null
            when moments_once.broken_at is not null then moments_once.broken_at
            when moments_once.waits_for is null
                then greatest(moments_once.due_at, moments_once.base_at)
            else greatest(coalesce(read.read_at, timestamp '9999-12-31'), moments_once.base_at)
        end as settled_at,
        sum(if(moments_once.due_at is null, 1, 0)) over (
            partition by moments_once.fingerprint, moments_once.promise_key
            order by moments_once.base_at
            rows between unbounded preceding and current row
        ) as part_number,
    from moments_once
    left join read
        on
            moments_once.fingerprint = read.fingerprint
            and moments_once.promise_key = read.promise_key
            and moments_once.base_id = read.base_id
),

begun as (
    select * from settled
    qualify
        not is_initial
        or coalesce(
            sum(if(due_at is null, 0, 1)) over (
                partition by fingerprint, promise_key, part_number order by base_at
                rows between unbounded preceding and 1 preceding
            ),
            0
        ) = 0
),

beside as (
    select
        *,
        max(due_at) over (
            partition by fingerprint, promise_key, part_number order by base_at
            rows between unbounded preceding and 1 preceding
        ) as due_before,
    from begun
),

chained as (
    select
        * except (due_before, part_number),
        lead(base_at) over in_turn as next_base_at,
        lag(settled_at) over in_turn as settled_previous_at,
        lag(due_at) over in_turn as due_previous_at,
        row_number() over (
            partition by fingerprint, promise_key order by base_at
        ) as place,
        to_hex(md5(concat(
            fingerprint, '\n', promise_key, '\n', base_id, '\n',
            cast(unix_micros(base_at) as string), '\n',
            coalesce(cast(unix_micros(due_at) as string), '')
        ))) as promise_id,
    from beside
    where
        due_at is null
        or due_before is null
        or due_at > due_before
    window in_turn as (partition by fingerprint, promise_key order by base_at)
),

latest as (
    select * from chained
    where next_base_at is null
),

final as (
    select
        to_hex(md5(concat(promise_id, ' of ', cast(date(look_clock) as string)))) as row_id,
        current_timestamp() as recorded_at,
        session_user() as recorded_by,
        environment,
        kind,
        subject_id,
        promise_key,
        base_id,
        base_at,
        due_at,
        retires_at,
        reader,
        waits_for,
        is_initial,
        observation,
        fingerprint,
        if(settled_at < timestamp_sub(look_clock, interval 1 day), settled_at, null) as broken_at,
        true as is_copy,
    from latest
    where
        (due_at is null and base_at >= events_since)
        or (
            coalesce(retires_at >= events_since, due_at is not null)
            and (
                promise_key = ''
                or due_at >= timestamp_sub(
                    look_clock, interval 30 day
                )
            )
        )
)

select * from final;
end if;

create or replace temp table chained as
with facts_once as (
    select
        *,
        max(if(source = 'new', 1, 0)) over (partition by fingerprint, promise_key, base_id) = 1 as is_new,
    from promises
    qualify
        row_number() over (
            partition by fingerprint, promise_key, base_id
            order by base_at, if(broken_at is null, 1, 0), if(source = 'recorded', 0, 1), due_at
        ) = 1
),

moments_once as (
    select * from facts_once
    qualify
        row_number() over (
            partition by fingerprint, promise_key, base_at
            order by if(due_at is null, 0, 1), if(is_initial, 1, 0), due_at desc, base_id
        ) = 1
),

readings as (
    select
        environment,
        deployment as reader,
        reading.waits_for,
        reading.read_until,
        recorded_at,
    from (
        select * from {ledger}.`dagster_heartbeats`
        where recorded_at >= events_since and recorded_at <= look_clock
    )
    cross join
        unnest([
            struct(
                'reading' as waits_for,
                if(is_caught_up, occurred_at, least(occurred_at, watermark_at)) as read_until
            ),
            struct('beat', timestamp_sub(occurred_at, interval 1 microsecond)),
            struct(
                'daemons',
                if(daemons is null, null, timestamp_sub(occurred_at, interval 1 microsecond))
            )
        ]) as reading
),

beside_readings as (
    select
        fingerprint,
        promise_key,
        base_id,
        environment,
        reader,
        waits_for,
        due_at as moment,
        cast(null as timestamp) as read_at,
    from moments_once
    where waits_for is not null and due_at is not null
    union all
    select
        cast(null as string) as fingerprint,
        cast(null as string) as promise_key,
        cast(null as string) as base_id,
        environment,
        reader,
        waits_for,
        read_until as moment,
        recorded_at as read_at,
    from readings
    where read_until is not null
),

read as (
    select
        fingerprint,
        promise_key,
        base_id,
        min(read_at) over (
            partition by environment, reader, waits_for order by unix_micros(moment)
            range between current row and unbounded following
        ) as read_at,
    from beside_readings
),

settled as (
    select
        moments_once.*,
        case
            when moments_once.due_at is null then null
            when moments_once.broken_at is not null then moments_once.broken_at
            when moments_once.waits_for is null
                then greatest(moments_once.due_at, moments_once.base_at)
            else greatest(coalesce(read.read_at, timestamp '9999-12-31'), moments_once.base_at)
        end as settled_at,
        sum(if(moments_once.due_at is null, 1, 0)) over (
            partition by moments_once.fingerprint, moments_once.promise_key
            order by moments_once.base_at
            rows between unbounded preceding and current row
        ) as part_number,
    from moments_once
    left join read
        on
            moments_once.fingerprint = read.fingerprint
            and moments_once.promise_key = read.promise_key
            and moments_once.base_id = read.base_id
),

begun as (
    select * from settled
    qualify
        not is_initial
        or coalesce(
            sum(if(due_at is null, 0, 1)) over (
                partition by fingerprint, promise_key, part_number order by base_at
                rows between unbounded preceding and 1 preceding
            ),
            0
        ) = 0
),

beside as (
    select
        *,
        max(due_at) over (
            partition by fingerprint, promise_key, part_number order by base_at
            rows between unbounded preceding and 1 preceding
        ) as due_before,
    from begun
),

chained as (
    select
        * except (due_before, part_number),
        lead(base_at) over in_turn as next_base_at,
        lag(settled_at) over in_turn as settled_previous_at,
        lag(due_at) over in_turn as due_previous_at,
        row_number() over (
            partition by fingerprint, promise_key order by base_at
        ) as place,
        to_hex(md5(concat(
            fingerprint, '\n', promise_key, '\n', base_id, '\n',
            cast(unix_micros(base_at) as string), '\n',
            coalesce(cast(unix_micros(due_at) as string), '')
        ))) as promise_id,
    from beside
    where
        due_at is null
        or due_before is null
        or due_at > due_before
    window in_turn as (partition by fingerprint, promise_key order by base_at)
)

select * from chained;
insert into {ledger}.`timers` (
    row_id, recorded_at, recorded_by, environment, kind, subject_id, promise_key, base_id, base_at, due_at, retires_at, reader, waits_for, is_initial, observation, fingerprint, broken_at, is_copy
)
select
    to_hex(md5(concat(promise_id))) as row_id,
        current_timestamp() as recorded_at,
        session_user() as recorded_by,
        environment,
        kind,
        subject_id,
        promise_key,
        base_id,
        base_at,
        due_at,
        retires_at,
        reader,
        waits_for,
        is_initial,
        observation,
        fingerprint,
        cast(null as timestamp) as broken_at,
        false as is_copy,
from chained
where source = 'new' and (due_at is not null or due_previous_at is not null);
insert into observations (
    event_id, environment, kind, subject_id, subject, outcome, observed_at, known_at, severity, is_event, asset_id, asset_name, check_name, column_name, run_id, is_critical, owner, tags, runbook_url, error_class, message, failure_count, alerts, depends_on, details, fingerprint, family, voids
)
with with_previous as (
    select
        *,
        lag(promise_id) over (partition by fingerprint, promise_key order by base_at) as previous_promise_id,
    from chained
),

found as (
    select
        *,
        case moment
            when 'broken' then greatest(due_at, base_at)
            when 'kept' then base_at
            else retires_at
        end as observed_at,
        case moment
            when 'broken' then settled_at
            when 'kept' then base_at
            else retires_at
        end as known_at,
    from with_previous
    cross join unnest(['broken', 'kept', 'retired']) as moment
    where
        (
            moment = 'kept'
            and coalesce(due_at > base_at, true)
            and (
                settled_previous_at < base_at
                or (source = 'standing' and place = 1 and due_at is not null and not is_initial)
            )
        )
        or (
            moment = 'broken'
            and due_at is not null
            and coalesce(next_base_at > settled_at, true)
        )
        or (
            moment = 'retired'
            and greatest(retires_at, settled_at) = retires_at
            and coalesce(next_base_at > retires_at, true)
        )
),

absences as (
    select
        to_hex(md5(concat(kind, '\n', promise_id, '\n', moment))) as event_id,
        environment as environment,
        kind as kind,
        subject_id as subject_id,
        json_value(observation.subject) as subject,
        if(moment = 'broken', 'bad', 'good') as outcome,
        observed_at as observed_at,
        known_at as known_at,
        if(moment = 'broken', json_value(observation.severity), null) as severity,
        false as is_event,
        json_value(observation.asset_id) as asset_id,
        json_value(observation.asset_name) as asset_name,
        json_value(observation.check_name) as check_name,
        json_value(observation.column_name) as column_name,
        json_value(observation.run_id) as run_id,
        coalesce(json_value(observation.is_critical) = 'true', false) as is_critical,
        json_value(observation.owner) as owner,
        coalesce(json_value_array(observation.tags), cast([] as array<string>)) as tags,
        json_value(observation.runbook_url) as runbook_url,
        if(
                moment = 'broken', coalesce(json_value(observation.error_class), 'unknown'), null
            ) as error_class,
        case moment
                when 'broken' then json_value(observation.message)
                when 'retired' then json_value(observation.retired_message)
            end as message,
        cast(null as int64) as failure_count,
        json_query(observation, '$.alerts') as alerts,
        coalesce(json_value_array(observation.depends_on), cast([] as array<string>)) as depends_on,
        parse_json(concat(
                '{"promise_id":"', promise_id,
                coalesce(concat('","due_at":"', format_timestamp('%Y-%m-%dT%H:%M:%SZ', due_at)), ''),
                '","promised":', coalesce(to_json_string(json_query(observation, '$.details')), 'null'), '}'
            )) as details,
        fingerprint,
        is_new,
        if(
            moment = 'kept' and previous_promise_id is not null,
            to_hex(md5(concat(kind, '\n', previous_promise_id, '\n', 'broken'))),
            null
        ) as previous_id,
    from found
    where known_at <= timestamp_sub(look_clock, interval 2 minute)
),

standing as (
    select * from {ledger}.`problem_events`
    where recorded_at >= events_since
    qualify
        row_number() over (
            partition by event_id
            order by
                if(occurrences_before is null, 1, 0),
                if(occurrences_before is null, null, recorded_at) desc,
                recorded_at,
                look_id
        ) = 1
        and outcome != 'void'
        and max(if(outcome = 'void', 1, 0)) over (partition by coalesce(voids, event_id)) = 0
),

written as (
    select distinct event_id from {ledger}.`problem_events`
    where recorded_at >= events_since
),

promised as (
    select distinct
        to_hex(md5(concat(
            fingerprint, '\n', promise_key, '\n', base_id, '\n',
            cast(unix_micros(base_at) as string), '\n',
            coalesce(cast(unix_micros(due_at) as string), '')
        ))) as promise_id,
        promise_key,
        kind,
    from promises
),

-- the ids of all that was ever said of them
said as (
    select
        promised.promise_id,
        promised.promise_key,
        to_hex(md5(concat(promised.kind, '\n', promised.promise_id, '\n', moment))) as event_id,
    from promised
    cross join unnest(['broken', 'kept', 'retired']) as moment
)

select
    absences.event_id,
    absences.environment,
    absences.kind,
    absences.subject_id,
    absences.subject,
    absences.outcome,
    absences.observed_at,
    absences.known_at,
    absences.severity,
    absences.is_event,
    absences.asset_id,
    absences.asset_name,
    absences.check_name,
    absences.column_name,
    absences.run_id,
    absences.is_critical,
    absences.owner,
    absences.tags,
    absences.runbook_url,
    absences.error_class,
    absences.message,
    absences.failure_count,
    absences.alerts,
    absences.depends_on,
    absences.details,
    absences.fingerprint,
    case absences.kind when 'run' then 'dbt' when 'dagster run' then 'dagster' else 'promises' end as family,
    cast(null as string) as voids,
from absences
left join written on absences.event_id = written.event_id
left join written as previous on absences.previous_id = previous.event_id
where
    written.event_id is null
    and absences.known_at >= events_since
    and (
        absences.outcome = 'bad'
        or absences.is_new
        or absences.known_at > coalesce(
            timestamp_sub(base_clock, interval 2 minute),
            timestamp '1970-01-01'
        )
        or (absences.previous_id is not null and previous.event_id is null)
    )
union all
select
    concat('void ', standing.event_id),
    standing.environment,
    standing.kind,
    standing.subject_id,
    standing.subject,
    'void',
    standing.observed_at,
    standing.known_at,
    cast(null as string),
    false,
    cast(null as string),
    cast(null as string),
    cast(null as string),
    cast(null as string),
    cast(null as string),
    false,
    cast(null as string),
    cast([] as array<string>),
    cast(null as string),
    cast(null as string),
    cast(null as string),
    cast(null as int64),
    cast(null as json),
    cast([] as array<string>),
    cast(null as json),
    standing.fingerprint,
    'promises',
    standing.event_id,
from standing
inner join said on standing.event_id = said.event_id
left join chained on said.promise_id = chained.promise_id
left join absences on standing.event_id = absences.event_id
where
    absences.event_id is null
    and (standing.outcome = 'bad' or (said.promise_key != '' and chained.place > 1))
    and greatest(standing.observed_at, standing.known_at)
    <= timestamp_sub(look_clock, interval 2 minute);
set look_due_at = (
with due as (
    select case
        when settled_at > look_clock and due_at > look_clock then due_at
        when settled_at > look_clock then timestamp_add(look_clock, interval 5 minute)
        when settled_at > timestamp_sub(look_clock, interval 2 minute)
            then settled_at
        when retires_at > timestamp_sub(look_clock, interval 2 minute)
            then retires_at
    end as due_at
    from chained
    where next_base_at is null and due_at is not null
)

    select timestamp_add(min(due_at), interval 2 minute) from due
);
end if;

set facts_since = dbt_reading.read_from;
set read_since = facts_since;
-- once, and once more when a bad fact came late: then also the goods that follow it
set is_again = false;
while facts_since is not null do
    insert into observations (event_id, environment, kind, subject_id, subject, outcome, observed_at, known_at, severity, is_event, asset_id, asset_name, check_name, column_name, run_id, is_critical, owner, tags, runbook_url, error_class, message, failure_count, alerts, depends_on, details, fingerprint, family)
    with
        observed_runs as (
with invocations as (
    select * from {ledger}.`dbt_invocations`
    where recorded_at > facts_since and recorded_at <= look_clock
    qualify row_number() over (partition by row_id order by recorded_at) = 1
)

select
        to_hex(md5(concat('run', '\n', row_id))) as event_id,
        environment as environment,
        'run' as kind,
        coalesce(
            run_key,
            concat(coalesce(project_name, ''), '/', coalesce(target_name, ''), '/', command)
        ) as subject_id,
        coalesce(invocation_command, concat('dbt ', command)) as subject,
        'good' as outcome,
        least(
            occurred_at, coalesce(recorded_at, occurred_at)
        ) as observed_at,
        recorded_at as known_at,
        cast(null as string) as severity,
        false as is_event,
        cast(null as string) as asset_id,
        cast(null as string) as asset_name,
        'came to its end' as check_name,
        cast(null as string) as column_name,
        invocation_id as run_id,
        false as is_critical,
        cast(null as string) as owner,
        cast([] as array<string>) as tags,
        cast(null as string) as runbook_url,
        cast(null as string) as error_class,
        cast(null as string) as message,
        cast(null as int64) as failure_count,
        cast(null as json) as alerts,
        cast([] as array<string>) as depends_on,
        cast(null as json) as details,
from invocations
where event = 'finished'
        ),
        observed_tests as (
with test_results as (
    select * from {ledger}.`dbt_test_results`
    where recorded_at > facts_since and recorded_at <= look_clock
    qualify row_number() over (partition by row_id order by recorded_at) = 1
),

named as (
    select
        *,
        coalesce(regexp_extract(asset_id, r'^model\.[^.]+\.([^.]+\.v[^.]+)$'), asset_name) as asset_words,
        case
        when status in ('pass', 'success') then 'good'
        when status in ('skipped', 'no-op', 'reused') then null
        else 'bad'
    end as outcome,
    from test_results
),

worded as (
    select
        *,
        if(
            test_type = 'generic' and not coalesce(
                starts_with(regexp_extract(unique_id, r'^test\.[^.]+\.(.*)\.[0-9a-f]+$'), concat(
                replace(
                    if(
                        starts_with(asset_id, 'source.'),
                        regexp_replace(test_name, r'([^.]+)$', r'source_\1'),
                        test_name
                    ),
                    '.', '_'
                ),
                '_', replace(asset_words, '.', '_'), '_'
            ))
                and (
                    test_kwargs is not null
                    or ends_with(
                        regexp_extract(unique_id, r'^test\.[^.]+\.(.*)\.[0-9a-f]+$'),
                        concat('_', regexp_replace(coalesce(column_name, ''), r'[^0-9a-zA-Z_]+', '_'))
                    )
                ),
                false
            ),
            regexp_extract(unique_id, r'^test\.[^.]+\.(.*)\.[0-9a-f]+$'),
            null
        ) as own_name,
        if(test_kwargs is null, null, trim(substr(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(to_json_string(test_kwargs), r'(?:ref|source)\([^)]*\x27([^\x27)]*)\x27\)', r'\1'), r'"(?:expression|combination_of_columns|columns?|column_list|values|to)":', r''), r'[{}\[\]"]', r''), r',', r', '), r' +', r' '), 1, 80))) as arguments,
    from named
    where outcome is not null
)

select
        to_hex(md5(concat('test', '\n', row_id))) as event_id,
        environment as environment,
        'test' as kind,
        concat(coalesce(project_name, ''), '/', coalesce(asset_relation, ''), '/', unique_id) as subject_id,
        concat(
            coalesce(own_name, test_name),
            coalesce(concat(' on ', asset_words), ''),
            coalesce(concat('.', column_name), ''),
            if(own_name is null, coalesce(concat(' (', arguments, ')'), ''), '')
        ) as subject,
        outcome as outcome,
        least(
            occurred_at, coalesce(recorded_at, occurred_at)
        ) as observed_at,
        recorded_at as known_at,
        case
            when case
        when status in ('pass', 'success') then 'good'
        when status in ('skipped', 'no-op', 'reused') then null
        else 'bad'
    end = 'good' then null
            when json_value(alerts.severity) in ('critical', 'error', 'warn')
                then json_value(alerts.severity)
            when status = 'warn' then 'warn'
            when is_critical then 'critical'
            else 'error'
        end as severity,
        false as is_event,
        asset_id as asset_id,
        asset_words as asset_name,
        coalesce(own_name, test_name) as check_name,
        column_name as column_name,
        invocation_id as run_id,
        is_critical as is_critical,
        owner as owner,
        tags as tags,
        runbook_url as runbook_url,
        case
            when outcome = 'good' then null
            when status in ('fail', 'warn') then if(test_type = 'unit', 'sql', 'data_quality')
            else (
        select
            case
                when regexp_contains(said, r'(?m)^\s*(?:unrecognized name\b|name \S+ not found inside|query column \d+ has type|this model has an enforced contract|the source and target schemas on this|value has type \S+ which cannot be inserted|inserted row has wrong column count|provided schema does not match|field \S+ has changed (?:type|mode)|\S+ field \S+ is missing in new schema|(?:invalid )?schema update|cannot update (?:the )?schema|no such field|column \S+ (?:is )?not (?:present|found))') then 'schema_drift'
                when regexp_contains(said, r'(?m)^\s*(?:update/merge must match|bad \w+ value|(?:\w+ )?overflow\b|division by zero|could not (?:cast|parse|convert)|(?:failed to|cannot) parse|error while reading data|null value in|assertion failed|array index|invalid (?:date|datetime|timestamp|time|interval|numeric|bignumeric|json|value)\b|required (?:field|column) \S+ cannot be null|out of range|scalar subquery produced more than one)') then 'data_quality'
                when regexp_contains(said, r'(?m)^\s*(?:syntax error|no matching signature|(?:column name \S* ?is )?ambiguous|function not found|type not found|select list expression references|(?:un)?expected |too (?:many|few) arguments|number of arguments|too many partitions|duplicate column name|aggregat\w+ function|grouping by|table (?:name )?\S* ?must be qualified|unclosed|operands of|value of type|queries in |(?:\S+ )?is undefined|invalidquery)') then 'sql'
                when regexp_contains(said, r'(?m)^\s*(?:not found: (?:table|dataset|project|model|routine|view|function|location)|(?:table|dataset|model|view|routine) \S+ (?:was )?not found|\S+ \S+ depends on an? \w+ named[^\n]* which was not found)') then 'missing_relation'
                when regexp_contains(said, r'(?m)^\s*(?:access denied|permissions? (?:\S+ )?denied|unauthenticated|unauthorized|(?:the )?(?:user|caller|account)\b.* does not have|login required|request had (?:insufficient|invalid) authentication|request is missing required authentication|invalid_grant|invalid_client|invalid jwt|reauthentication is needed|your default credentials|(?:\S+ ){0,4}credentials were not found|could not automatically determine credentials|reason: (?:forbidden|unauthorized)\b|an error occurred \((?:accessdenied|unauthorized|expiredtoken)\w*\))') then 'auth'
                when regexp_contains(said, r'(?m)^\s*(?:(?:custom )?quota exceeded|(?:job )?exceeded (?:rate limits|quota)|rate ?limit ?exceeded|could not serialize access|query exceeded (?:limit for bytes billed|resource limits)|resources exceeded during query execution: too many|too many (?:requests|dml|table|concurrent)|transaction is aborted due to concurrent)') then 'quota'
                when regexp_contains(said, r'(?m)^\s*(?:resources exceeded|out of memory|(?:\S+ ){1,8}was terminated by signal 9\b|detected run worker status \w+: [^\n]*(?:oomkilled|outofmemory|exit ?code:? 137\b)|the query could not be executed in the allotted memory)') then 'out_of_memory'
                when regexp_contains(said, r'(?m)^\s*(?:(?:the )?(?:\w+ ){0,2}timed out|user code server request timed out|exceeded maximum runtime of|operation did not complete within|timeout of [\d.]+ ?s|deadline (?:of \S+ )?exceeded|gateway time-?out|(?:query|job) exceeded (?:the )?maximum execution time|https?connectionpool\([^)\n]*\): read timed out)') then 'timeout'
                when regexp_contains(said, r'(?m)^\s*(?:connection (?:was )?(?:reset|refused|aborted|closed|broken|error)|broken pipe|max retries exceeded|https?connectionpool\(|remote end closed|server disconnected|\[errno -?\d+\]|failed to resolve|temporary failure in name resolution|name or service not known|(?:the )?service (?:is )?(?:currently )?unavailable|bad gateway|backend ?error|(?:an )?internal (?:server )?error|error encountered during execution\. retrying)') then 'network'
                when regexp_contains(words, r'(?m)^\s*(?:[\w.]+: )?40[13] (?:get|post|put|patch|delete|head) \S|\bhttp(?:/[\d.]+)?(?: status)?(?: error)?(?: code)?:? 40[13]\b|^\s*(?:[\w.]+: )*(?:googleapi: )?error 40[13]:') then 'auth'
                when regexp_contains(words, r'(?m)^\s*(?:[\w.]+: )?429 (?:get|post|put|patch|delete|head) \S|\bhttp(?:/[\d.]+)?(?: status)?(?: error)?(?: code)?:? 429\b|^\s*(?:[\w.]+: )*(?:googleapi: )?error 429:') then 'quota'
                when regexp_contains(words, r'(?m)^\s*(?:[\w.]+: )?504 (?:get|post|put|patch|delete|head) \S|\bhttp(?:/[\d.]+)?(?: status)?(?: error)?(?: code)?:? 504\b|^\s*(?:[\w.]+: )*(?:googleapi: )?error 504:|^\s*(?:[\w.]*\.)?(?:(?:read|connect)?timeout(?:error)?)(?::|\(|$)') then 'timeout'
                when regexp_contains(words, r'(?m)^\s*(?:[\w.]+: )?50[023] (?:get|post|put|patch|delete|head) \S|\bhttp(?:/[\d.]+)?(?: status)?(?: error)?(?: code)?:? 50[023]\b|^\s*(?:[\w.]+: )*(?:googleapi: )?error 50[023]:|^\s*(?:[\w.]*\.)?(?:(?:connection(?:reset|refused|aborted)?|newconnection|protocol|brokenpipe|ssl|transport)error|remotedisconnected)(?::|\(|$)') then 'network'
                when regexp_contains(words, r'(?m)^\s*(?:[\w.]*\.)?(?:memoryerror)(?::|\(|$)') then 'out_of_memory'
                when regexp_contains(message, r'^\s*Compilation Error\b') then 'sql'
                else 'unknown'
            end
        from unnest([regexp_replace(lower(message), r'(?m)^\s*(?:database|runtime|compilation|parsing|dependency|internal) error(?: in [^\n]*)?$|^\s*(?:compiled code at|> in|> called by)[^\n]*$|\s*(?:at )?\[[^\[\]:\n]*:\d+\]|(?:^|[^\n(])\x22[^\x22\n]*\x22|(?:^|[^\n(])`[^`\n]*`|(?:^|[^\w\n(])\x27[^\x27\n]*\x27', '')]) as words
        cross join unnest([regexp_replace(words, r'(?m)^\s*(?:\([\x22\x27])?(?:[\w.]*(?:error|exception|badrequest|forbidden|notfound|conflict|unauthorized|unauthenticated|toomanyrequests|serviceunavailable|internalservererror|badgateway|gatewaytimeout|deadlineexceeded): |\d{3} (?:(?:get|post|put|patch|delete|head) \S+ )?|googleapi: error \d{3}: |caused by:? |query error: |bigquery (?:execution |adapter )?(?:failed|error)[.:]? )*', '')]) as said
    )
        end as error_class,
        case
            when outcome = 'good' then null
            when fail_calc is not null and failures is not null
                then concat(fail_calc, ' is ', cast(failures as string))
            when test_type = 'unit' then substr(trim(regexp_replace(message, r'\s+', ' ')), 1, 300)
            else substr(
        regexp_extract(
            regexp_replace(
                message, r'^\s*[A-Za-z]+ [Ee]rror( in [^\n]*)?\r?\n', ''
            ),
            r'^\s*([^\r\n]*[^\s])'
        ),
        1, 300
    )
        end as message,
        if(fail_calc is null, failures, null) as failure_count,
        alerts as alerts,
        depends_on as depends_on,
        to_json(struct(
            unique_id as unique_id,
            run_key as run_key,
            git_sha as git_sha,
            test_kwargs as test_kwargs
        )) as details,
from worded
        ),
        observed_nodes as (
with node_results as (
    select * from {ledger}.`dbt_node_results`
    where recorded_at > facts_since and recorded_at <= look_clock
    qualify row_number() over (partition by row_id order by recorded_at) = 1
),

named as (
    select
        *,
        coalesce(regexp_extract(unique_id, r'^model\.[^.]+\.([^.]+\.v[^.]+)$'), name) as asset_words,
        case
        when status in ('pass', 'success') then 'good'
        when status in ('skipped', 'no-op', 'reused') then null
        else 'bad'
    end as outcome,
    from node_results
)

select
        to_hex(md5(concat('node', '\n', row_id))) as event_id,
        environment as environment,
        'node' as kind,
        concat(coalesce(project_name, ''), '/', coalesce(relation_name, ''), '/', unique_id) as subject_id,
        concat(resource_type, ' ', asset_words) as subject,
        outcome as outcome,
        least(
            occurred_at, coalesce(recorded_at, occurred_at)
        ) as observed_at,
        recorded_at as known_at,
        case
            when case
        when status in ('pass', 'success') then 'good'
        when status in ('skipped', 'no-op', 'reused') then null
        else 'bad'
    end = 'good' then null
            when json_value(alerts.severity) in ('critical', 'error', 'warn')
                then json_value(alerts.severity)
            when status = 'warn' then 'warn'
            when is_critical then 'critical'
            else 'error'
        end as severity,
        false as is_event,
        unique_id as asset_id,
        asset_words as asset_name,
        if(resource_type = 'operation', 'run', 'build') as check_name,
        cast(null as string) as column_name,
        invocation_id as run_id,
        is_critical as is_critical,
        owner as owner,
        tags as tags,
        runbook_url as runbook_url,
        if(outcome = 'bad', (
        select
            case
                when regexp_contains(said, r'(?m)^\s*(?:unrecognized name\b|name \S+ not found inside|query column \d+ has type|this model has an enforced contract|the source and target schemas on this|value has type \S+ which cannot be inserted|inserted row has wrong column count|provided schema does not match|field \S+ has changed (?:type|mode)|\S+ field \S+ is missing in new schema|(?:invalid )?schema update|cannot update (?:the )?schema|no such field|column \S+ (?:is )?not (?:present|found))') then 'schema_drift'
                when regexp_contains(said, r'(?m)^\s*(?:update/merge must match|bad \w+ value|(?:\w+ )?overflow\b|division by zero|could not (?:cast|parse|convert)|(?:failed to|cannot) parse|error while reading data|null value in|assertion failed|array index|invalid (?:date|datetime|timestamp|time|interval|numeric|bignumeric|json|value)\b|required (?:field|column) \S+ cannot be null|out of range|scalar subquery produced more than one)') then 'data_quality'
                when regexp_contains(said, r'(?m)^\s*(?:syntax error|no matching signature|(?:column name \S* ?is )?ambiguous|function not found|type not found|select list expression references|(?:un)?expected |too (?:many|few) arguments|number of arguments|too many partitions|duplicate column name|aggregat\w+ function|grouping by|table (?:name )?\S* ?must be qualified|unclosed|operands of|value of type|queries in |(?:\S+ )?is undefined|invalidquery)') then 'sql'
                when regexp_contains(said, r'(?m)^\s*(?:not found: (?:table|dataset|project|model|routine|view|function|location)|(?:table|dataset|model|view|routine) \S+ (?:was )?not found|\S+ \S+ depends on an? \w+ named[^\n]* which was not found)') then 'missing_relation'
                when regexp_contains(said, r'(?m)^\s*(?:access denied|permissions? (?:\S+ )?denied|unauthenticated|unauthorized|(?:the )?(?:user|caller|account)\b.* does not have|login required|request had (?:insufficient|invalid) authentication|request is missing required authentication|invalid_grant|invalid_client|invalid jwt|reauthentication is needed|your default credentials|(?:\S+ ){0,4}credentials were not found|could not automatically determine credentials|reason: (?:forbidden|unauthorized)\b|an error occurred \((?:accessdenied|unauthorized|expiredtoken)\w*\))') then 'auth'
                when regexp_contains(said, r'(?m)^\s*(?:(?:custom )?quota exceeded|(?:job )?exceeded (?:rate limits|quota)|rate ?limit ?exceeded|could not serialize access|query exceeded (?:limit for bytes billed|resource limits)|resources exceeded during query execution: too many|too many (?:requests|dml|table|concurrent)|transaction is aborted due to concurrent)') then 'quota'
                when regexp_contains(said, r'(?m)^\s*(?:resources exceeded|out of memory|(?:\S+ ){1,8}was terminated by signal 9\b|detected run worker status \w+: [^\n]*(?:oomkilled|outofmemory|exit ?code:? 137\b)|the query could not be executed in the allotted memory)') then 'out_of_memory'
                when regexp_contains(said, r'(?m)^\s*(?:(?:the )?(?:\w+ ){0,2}timed out|user code server request timed out|exceeded maximum runtime of|operation did not complete within|timeout of [\d.]+ ?s|deadline (?:of \S+ )?exceeded|gateway time-?out|(?:query|job) exceeded (?:the )?maximum execution time|https?connectionpool\([^)\n]*\): read timed out)') then 'timeout'
                when regexp_contains(said, r'(?m)^\s*(?:connection (?:was )?(?:reset|refused|aborted|closed|broken|error)|broken pipe|max retries exceeded|https?connectionpool\(|remote end closed|server disconnected|\[errno -?\d+\]|failed to resolve|temporary failure in name resolution|name or service not known|(?:the )?service (?:is )?(?:currently )?unavailable|bad gateway|backend ?error|(?:an )?internal (?:server )?error|error encountered during execution\. retrying)') then 'network'
                when regexp_contains(words, r'(?m)^\s*(?:[\w.]+: )?40[13] (?:get|post|put|patch|delete|head) \S|\bhttp(?:/[\d.]+)?(?: status)?(?: error)?(?: code)?:? 40[13]\b|^\s*(?:[\w.]+: )*(?:googleapi: )?error 40[13]:') then 'auth'
                when regexp_contains(words, r'(?m)^\s*(?:[\w.]+: )?429 (?:get|post|put|patch|delete|head) \S|\bhttp(?:/[\d.]+)?(?: status)?(?: error)?(?: code)?:? 429\b|^\s*(?:[\w.]+: )*(?:googleapi: )?error 429:') then 'quota'
                when regexp_contains(words, r'(?m)^\s*(?:[\w.]+: )?504 (?:get|post|put|patch|delete|head) \S|\bhttp(?:/[\d.]+)?(?: status)?(?: error)?(?: code)?:? 504\b|^\s*(?:[\w.]+: )*(?:googleapi: )?error 504:|^\s*(?:[\w.]*\.)?(?:(?:read|connect)?timeout(?:error)?)(?::|\(|$)') then 'timeout'
                when regexp_contains(words, r'(?m)^\s*(?:[\w.]+: )?50[023] (?:get|post|put|patch|delete|head) \S|\bhttp(?:/[\d.]+)?(?: status)?(?: error)?(?: code)?:? 50[023]\b|^\s*(?:[\w.]+: )*(?:googleapi: )?error 50[023]:|^\s*(?:[\w.]*\.)?(?:(?:connection(?:reset|refused|aborted)?|newconnection|protocol|brokenpipe|ssl|transport)error|remotedisconnected)(?::|\(|$)') then 'network'
                when regexp_contains(words, r'(?m)^\s*(?:[\w.]*\.)?(?:memoryerror)(?::|\(|$)') then 'out_of_memory'
                when regexp_contains(message, r'^\s*Compilation Error\b') then 'sql'
                else 'unknown'
            end
        from unnest([regexp_replace(lower(message), r'(?m)^\s*(?:database|runtime|compilation|parsing|dependency|internal) error(?: in [^\n]*)?$|^\s*(?:compiled code at|> in|> called by)[^\n]*$|\s*(?:at )?\[[^\[\]:\n]*:\d+\]|(?:^|[^\n(])\x22[^\x22\n]*\x22|(?:^|[^\n(])`[^`\n]*`|(?:^|[^\w\n(])\x27[^\x27\n]*\x27', '')]) as words
        cross join unnest([regexp_replace(words, r'(?m)^\s*(?:\([\x22\x27])?(?:[\w.]*(?:error|exception|badrequest|forbidden|notfound|conflict|unauthorized|unauthenticated|toomanyrequests|serviceunavailable|internalservererror|badgateway|gatewaytimeout|deadlineexceeded): |\d{3} (?:(?:get|post|put|patch|delete|head) \S+ )?|googleapi: error \d{3}: |caused by:? |query error: |bigquery (?:execution |adapter )?(?:failed|error)[.:]? )*', '')]) as said
    ), null) as error_class,
        if(outcome = 'bad', substr(
        regexp_extract(
            regexp_replace(
                message, r'^\s*[A-Za-z]+ [Ee]rror( in [^\n]*)?\r?\n', ''
            ),
            r'^\s*([^\r\n]*[^\s])'
        ),
        1, 300
    ), null) as message,
        cast(null as int64) as failure_count,
        alerts as alerts,
        depends_on as depends_on,
        to_json(struct(
            unique_id as unique_id,
            run_key as run_key,
            git_sha as git_sha,
            code_checksum as code_checksum,
            rows_affected as rows_affected,
            execution_seconds as execution_seconds,
            bytes_billed as bytes_billed
        )) as details,
from named
where outcome is not null
        ),
        observed_freshness as (
with source_freshness as (
    select * from {ledger}.`dbt_source_freshness`
    where recorded_at > facts_since and recorded_at <= look_clock
    qualify row_number() over (partition by row_id order by recorded_at) = 1
),

named as (
    select
        *,
        concat(source_name, '.', table_name) as asset_words,
        case
        when status in ('pass', 'success') then 'good'
        when status in ('skipped', 'no-op', 'reused') then null
        else 'bad'
    end as outcome,
        if(
            message is null and status in ('warn', 'error'),
            concat(
                'newest row is ', case
        when age_seconds < 2 * 3600
            then concat(cast(div(cast(floor(age_seconds) as int64), 60) as string), ' min')
        when age_seconds < 2 * 86400
            then concat(cast(div(cast(floor(age_seconds) as int64), 3600) as string), ' h')
        else concat(cast(div(cast(floor(age_seconds) as int64), 86400) as string), ' days')
    end, ' old, limit ',
                case
        when if(status = 'warn', warn_after_seconds, error_after_seconds) < 2 * 3600
            then concat(cast(div(cast(floor(if(status = 'warn', warn_after_seconds, error_after_seconds)) as int64), 60) as string), ' min')
        when if(status = 'warn', warn_after_seconds, error_after_seconds) < 2 * 86400
            then concat(cast(div(cast(floor(if(status = 'warn', warn_after_seconds, error_after_seconds)) as int64), 3600) as string), ' h')
        else concat(cast(div(cast(floor(if(status = 'warn', warn_after_seconds, error_after_seconds)) as int64), 86400) as string), ' days')
    end
            ),
            substr(
        regexp_extract(
            regexp_replace(
                message, r'^\s*[A-Za-z]+ [Ee]rror( in [^\n]*)?\r?\n', ''
            ),
            r'^\s*([^\r\n]*[^\s])'
        ),
        1, 300
    )
        ) as words,
    from source_freshness
)

select
        to_hex(md5(concat('freshness', '\n', row_id))) as event_id,
        environment as environment,
        'freshness' as kind,
        concat(coalesce(project_name, ''), '/', coalesce(relation_name, ''), '/', unique_id) as subject_id,
        concat('freshness of ', asset_words) as subject,
        outcome as outcome,
        least(
            occurred_at, coalesce(recorded_at, occurred_at)
        ) as observed_at,
        recorded_at as known_at,
        case
            when case
        when status in ('pass', 'success') then 'good'
        when status in ('skipped', 'no-op', 'reused') then null
        else 'bad'
    end = 'good' then null
            when json_value(alerts.severity) in ('critical', 'error', 'warn')
                then json_value(alerts.severity)
            when status = 'warn' then 'warn'
            when is_critical then 'critical'
            else 'error'
        end as severity,
        false as is_event,
        unique_id as asset_id,
        asset_words as asset_name,
        'freshness' as check_name,
        cast(null as string) as column_name,
        invocation_id as run_id,
        is_critical as is_critical,
        owner as owner,
        tags as tags,
        runbook_url as runbook_url,
        case
            when outcome = 'good' then null
            when status in ('warn', 'error') and message is null then 'data_quality'
            else (
        select
            case
                when regexp_contains(said, r'(?m)^\s*(?:unrecognized name\b|name \S+ not found inside|query column \d+ has type|this model has an enforced contract|the source and target schemas on this|value has type \S+ which cannot be inserted|inserted row has wrong column count|provided schema does not match|field \S+ has changed (?:type|mode)|\S+ field \S+ is missing in new schema|(?:invalid )?schema update|cannot update (?:the )?schema|no such field|column \S+ (?:is )?not (?:present|found))') then 'schema_drift'
                when regexp_contains(said, r'(?m)^\s*(?:update/merge must match|bad \w+ value|(?:\w+ )?overflow\b|division by zero|could not (?:cast|parse|convert)|(?:failed to|cannot) parse|error while reading data|null value in|assertion failed|array index|invalid (?:date|datetime|timestamp|time|interval|numeric|bignumeric|json|value)\b|required (?:field|column) \S+ cannot be null|out of range|scalar subquery produced more than one)') then 'data_quality'
                when regexp_contains(said, r'(?m)^\s*(?:syntax error|no matching signature|(?:column name \S* ?is )?ambiguous|function not found|type not found|select list expression references|(?:un)?expected |too (?:many|few) arguments|number of arguments|too many partitions|duplicate column name|aggregat\w+ function|grouping by|table (?:name )?\S* ?must be qualified|unclosed|operands of|value of type|queries in |(?:\S+ )?is undefined|invalidquery)') then 'sql'
                when regexp_contains(said, r'(?m)^\s*(?:not found: (?:table|dataset|project|model|routine|view|function|location)|(?:table|dataset|model|view|routine) \S+ (?:was )?not found|\S+ \S+ depends on an? \w+ named[^\n]* which was not found)') then 'missing_relation'
                when regexp_contains(said, r'(?m)^\s*(?:access denied|permissions? (?:\S+ )?denied|unauthenticated|unauthorized|(?:the )?(?:user|caller|account)\b.* does not have|login required|request had (?:insufficient|invalid) authentication|request is missing required authentication|invalid_grant|invalid_client|invalid jwt|reauthentication is needed|your default credentials|(?:\S+ ){0,4}credentials were not found|could not automatically determine credentials|reason: (?:forbidden|unauthorized)\b|an error occurred \((?:accessdenied|unauthorized|expiredtoken)\w*\))') then 'auth'
                when regexp_contains(said, r'(?m)^\s*(?:(?:custom )?quota exceeded|(?:job )?exceeded (?:rate limits|quota)|rate ?limit ?exceeded|could not serialize access|query exceeded (?:limit for bytes billed|resource limits)|resources exceeded during query execution: too many|too many (?:requests|dml|table|concurrent)|transaction is aborted due to concurrent)') then 'quota'
                when regexp_contains(said, r'(?m)^\s*(?:resources exceeded|out of memory|(?:\S+ ){1,8}was terminated by signal 9\b|detected run worker status \w+: [^\n]*(?:oomkilled|outofmemory|exit ?code:? 137\b)|the query could not be executed in the allotted memory)') then 'out_of_memory'
                when regexp_contains(said, r'(?m)^\s*(?:(?:the )?(?:\w+ ){0,2}timed out|user code server request timed out|exceeded maximum runtime of|operation did not complete within|timeout of [\d.]+ ?s|deadline (?:of \S+ )?exceeded|gateway time-?out|(?:query|job) exceeded (?:the )?maximum execution time|https?connectionpool\([^)\n]*\): read timed out)') then 'timeout'
                when regexp_contains(said, r'(?m)^\s*(?:connection (?:was )?(?:reset|refused|aborted|closed|broken|error)|broken pipe|max retries exceeded|https?connectionpool\(|remote end closed|server disconnected|\[errno -?\d+\]|failed to resolve|temporary failure in name resolution|name or service not known|(?:the )?service (?:is )?(?:currently )?unavailable|bad gateway|backend ?error|(?:an )?internal (?:server )?error|error encountered during execution\. retrying)') then 'network'
                when regexp_contains(words, r'(?m)^\s*(?:[\w.]+: )?40[13] (?:get|post|put|patch|delete|head) \S|\bhttp(?:/[\d.]+)?(?: status)?(?: error)?(?: code)?:? 40[13]\b|^\s*(?:[\w.]+: )*(?:googleapi: )?error 40[13]:') then 'auth'
                when regexp_contains(words, r'(?m)^\s*(?:[\w.]+: )?429 (?:get|post|put|patch|delete|head) \S|\bhttp(?:/[\d.]+)?(?: status)?(?: error)?(?: code)?:? 429\b|^\s*(?:[\w.]+: )*(?:googleapi: )?error 429:') then 'quota'
                when regexp_contains(words, r'(?m)^\s*(?:[\w.]+: )?504 (?:get|post|put|patch|delete|head) \S|\bhttp(?:/[\d.]+)?(?: status)?(?: error)?(?: code)?:? 504\b|^\s*(?:[\w.]+: )*(?:googleapi: )?error 504:|^\s*(?:[\w.]*\.)?(?:(?:read|connect)?timeout(?:error)?)(?::|\(|$)') then 'timeout'
                when regexp_contains(words, r'(?m)^\s*(?:[\w.]+: )?50[023] (?:get|post|put|patch|delete|head) \S|\bhttp(?:/[\d.]+)?(?: status)?(?: error)?(?: code)?:? 50[023]\b|^\s*(?:[\w.]+: )*(?:googleapi: )?error 50[023]:|^\s*(?:[\w.]*\.)?(?:(?:connection(?:reset|refused|aborted)?|newconnection|protocol|brokenpipe|ssl|transport)error|remotedisconnected)(?::|\(|$)') then 'network'
                when regexp_contains(words, r'(?m)^\s*(?:[\w.]*\.)?(?:memoryerror)(?::|\(|$)') then 'out_of_memory'
                when regexp_contains(message, r'^\s*Compilation Error\b') then 'sql'
                else 'unknown'
            end
        from unnest([regexp_replace(lower(message), r'(?m)^\s*(?:database|runtime|compilation|parsing|dependency|internal) error(?: in [^\n]*)?$|^\s*(?:compiled code at|> in|> called by)[^\n]*$|\s*(?:at )?\[[^\[\]:\n]*:\d+\]|(?:^|[^\n(])\x22[^\x22\n]*\x22|(?:^|[^\n(])`[^`\n]*`|(?:^|[^\w\n(])\x27[^\x27\n]*\x27', '')]) as words
        cross join unnest([regexp_replace(words, r'(?m)^\s*(?:\([\x22\x27])?(?:[\w.]*(?:error|exception|badrequest|forbidden|notfound|conflict|unauthorized|unauthenticated|toomanyrequests|serviceunavailable|internalservererror|badgateway|gatewaytimeout|deadlineexceeded): |\d{3} (?:(?:get|post|put|patch|delete|head) \S+ )?|googleapi: error \d{3}: |caused by:? |query error: |bigquery (?:execution |adapter )?(?:failed|error)[.:]? )*', '')]) as said
    )
        end as error_class,
        if(outcome = 'bad', words, null) as message,
        cast(null as int64) as failure_count,
        alerts as alerts,
        cast([] as array<string>) as depends_on,
        to_json(struct(
            unique_id as unique_id,
            run_key as run_key,
            git_sha as git_sha,
            max_loaded_at as max_loaded_at,
            age_seconds as age_seconds
        )) as details,
from named
where outcome is not null
        ),
        observed_overlaps as (
with commands as (
    select
        environment,
        invocation_id,
        run_key,
        command,
        project_name,
        if(
            strpos(concat(' ', coalesce(invocation_command, ''), ' '), concat(' ', command, ' ')) > 0,
            invocation_command,
            concat('dbt ', coalesce(regexp_extract(run_key, r'^[^/]*/[^/]*/(.*)$'), command))
        ) as command_line,
        to_json_string(struct(target_project, target_dataset, args)) as writes_to,
        min(if(event = 'started', row_id, null)) as row_id,
        min(if(event = 'started', least(
            occurred_at, coalesce(recorded_at, occurred_at)
        ), null)) as started_at,
        min(if(event = 'started', recorded_at, null)) as started_known_at,
        min(if(event = 'finished', least(
            occurred_at, coalesce(recorded_at, occurred_at)
        ), null)) as finished_at,
        min(if(event = 'finished', recorded_at, null)) as finished_known_at,
    from {ledger}.`dbt_invocations`
    where
        recorded_at > timestamp_sub(facts_since, interval 1 day)
        and recorded_at <= look_clock
        and shifted_days is null
        and command in ('build', 'run', 'seed', 'snapshot')
        and run_key is not null
        and args is not null
    group by environment, invocation_id, run_key, command, project_name, command_line, writes_to
),

overlaps as (
    select
        later.*,
        earlier.invocation_id as earlier_invocation_id,
        earlier.started_at as earlier_started_at,
        earlier.finished_at as earlier_finished_at,
        greatest(earlier.finished_known_at, later.started_known_at) as known_at,
    from commands as earlier
    inner join commands as later
        on
            earlier.environment = later.environment
            and earlier.run_key = later.run_key
            and earlier.writes_to = later.writes_to
            and earlier.invocation_id != later.invocation_id
            and later.started_at < earlier.finished_at
            and (
                earlier.started_at < later.started_at
                or (
                    earlier.started_at = later.started_at
                    and earlier.invocation_id < later.invocation_id
                )
            )
    where greatest(earlier.finished_known_at, later.started_known_at) > facts_since
)

select
        to_hex(md5(concat('overlap', '\n', row_id, '\n', earlier_invocation_id))) as event_id,
        environment as environment,
        'overlap' as kind,
        run_key as subject_id,
        concat('two runs at once: ', command_line) as subject,
        'bad' as outcome,
        started_at as observed_at,
        known_at as known_at,
        'warn' as severity,
        true as is_event,
        cast(null as string) as asset_id,
        cast(null as string) as asset_name,
        cast(null as string) as check_name,
        cast(null as string) as column_name,
        invocation_id as run_id,
        false as is_critical,
        cast(null as string) as owner,
        cast([] as array<string>) as tags,
        cast(null as string) as runbook_url,
        'unknown' as error_class,
        concat(
            invocation_id, ' started at ', format_timestamp('%H:%M', started_at), ' UTC while ',
            earlier_invocation_id, ' ran from ', format_timestamp('%H:%M', earlier_started_at),
            ' to ', format_timestamp('%H:%M', earlier_finished_at)
        ) as message,
        cast(null as int64) as failure_count,
        cast(null as json) as alerts,
        cast([] as array<string>) as depends_on,
        to_json(struct(
            earlier_invocation_id as earlier_invocation_id, run_key as run_key
        )) as details,
from overlaps
        ),
        observed_node_measures as (
with new_nodes as (
    select * from {ledger}.`dbt_node_results`
    where recorded_at > facts_since and recorded_at <= look_clock
    qualify row_number() over (partition by row_id order by recorded_at) = 1
),

new_tests as (
    select * from {ledger}.`dbt_test_results`
    where recorded_at > facts_since and recorded_at <= look_clock
    qualify row_number() over (partition by row_id order by recorded_at) = 1
),

command_facts as (
    select * from {ledger}.`dbt_invocations`
    where
        recorded_at > timestamp_sub(
            facts_since, interval 48 hour
        )
        and recorded_at <= look_clock
    qualify row_number() over (partition by row_id order by recorded_at) = 1
),

full_refreshes as (
    select distinct invocation_id
    from command_facts
    where full_refresh
),

refreshed_nodes as (
    select
        new_nodes.*,
        new_nodes.unique_id as subject,
        concat(new_nodes.unique_id, '/', coalesce(new_nodes.relation_name, '')) as exact_subject,
        if(
            coalesce(new_nodes.materialization in ('view', 'materialized_view', 'ephemeral'), false)
            or (
                coalesce(new_nodes.materialization in ('incremental', 'microbatch'), false)
                and full_refreshes.invocation_id is not null
            ),
            null, new_nodes.rows_affected
        ) as row_count,
        new_nodes.execution_seconds as duration_seconds,
        least(new_nodes.occurred_at, new_nodes.recorded_at) as measured_at,
    from new_nodes
    left join full_refreshes on new_nodes.invocation_id = full_refreshes.invocation_id
    where
        new_nodes.status = 'success'
        and new_nodes.shifted_days is null
        and new_nodes.resource_type in ('model', 'seed', 'snapshot')
),

counted as (
    select
        *,
        concat(coalesce(asset_id, unique_id), '.', column_name) as subject,
        concat(
            coalesce(asset_id, unique_id), '.', column_name, '/', coalesce(asset_relation, '')
        ) as exact_subject,
        if(test_name = 'not_null', 'null_count', 'duplicate_count') as measure,
        least(occurred_at, recorded_at) as measured_at,
    from new_tests
    where
        test_name in ('not_null', 'unique')
        and column_name is not null
        and failures is not null
        and shifted_days is null
),

measured as (
    select
        row_id as verdict_key, environment, subject, exact_subject, measure,
        if(measure = 'row_count', cast(row_count as float64), duration_seconds) as value,
        measured_at, recorded_at, is_critical, alerts, unique_id as asset_id, name as asset_name,
        cast(null as string) as column_name, invocation_id, owner, tags, runbook_url, depends_on,
        concat(coalesce(project_name, ''), '/', coalesce(relation_name, ''), '/', unique_id) as subject_id, relation_name,
    from refreshed_nodes
    cross join unnest(['row_count', 'duration_seconds']) as measure
    union all
    select
        row_id, environment, subject, exact_subject, measure, cast(failures as float64),
        measured_at, recorded_at, is_critical, alerts, asset_id, asset_name,
        column_name, invocation_id, owner, tags, runbook_url, depends_on,
        concat(coalesce(project_name, ''), '/', coalesce(asset_relation, ''), '/', unique_id), asset_relation,
    from counted
),

usuals as (
    select
        environment,
        subject,
        measure,
        slot,
        sample_count,
        median,
        low,
        high,
        explanation,
        date_add(learned_on, interval 1 day) as holds_from,
        date_add(
            least(
                coalesce(
                    lead(learned_on) over (
                        partition by environment, subject, measure, slot order by learned_on
                    ),
                    date '9999-01-01'
                ),
                date_add(learned_on, interval 2 day)
            ),
            interval 1 day
        ) as holds_until,
    from {ledger}.`learned_usuals`
    where
        recorded_at > timestamp_sub(facts_since, interval 3 day)
),

ruled as (
    select
        *,
        if(
            measure = 'row_count',
            coalesce(
            if(
                safe_cast(json_value(alerts.min_rows) as int64)
                between 0 and 1000000000000000,
                safe_cast(json_value(alerts.min_rows) as int64), null
            ),
            null
        ), null
        ) as min_rows,
        if(
            measure = 'row_count',
            coalesce(
            if(
                safe_cast(json_value(alerts.max_rows) as int64)
                between 0 and 1000000000000000,
                safe_cast(json_value(alerts.max_rows) as int64), null
            ),
            null
        ), null
        ) as max_rows,
    from measured
    where value is not null
),

compared as (
    select
        ruled.*,
        usuals.slot,
        usuals.median,
        usuals.low,
        usuals.high,
        usuals.explanation,
        ruled.min_rows is not null or ruled.max_rows is not null as is_ruled,
        usuals.slot is not null and usuals.slot = '' as is_known,
        max(if(ruled.value between usuals.low and usuals.high, 1, 0)) over (
            partition by ruled.verdict_key, ruled.measure
        ) = 1 as is_usual,
    from ruled
    left join usuals
        on
            ruled.environment = usuals.environment
            and ruled.measure = usuals.measure
            and usuals.subject in (ruled.subject, ruled.exact_subject)
            and usuals.slot in ('', format_timestamp('%a %H', ruled.measured_at))
            and date(ruled.recorded_at) >= usuals.holds_from
            and date(ruled.recorded_at) < usuals.holds_until
    qualify
        row_number() over (
            partition by ruled.verdict_key, ruled.measure
            order by usuals.slot, usuals.subject desc
        ) = 1
),

judged as (
    select
        *,
        case
            when value < min_rows or value > max_rows then false
            when is_ruled then true
            else is_usual
        end as is_good,
        case measure
            when 'row_count' then 'row count'
            when 'duration_seconds' then 'duration'
            when 'null_count' then 'null count'
            else 'duplicate count'
        end as kind,
    from compared
    where is_known or is_ruled
)

select
        to_hex(md5(concat(kind, '\n', verdict_key))) as event_id,
        environment as environment,
        kind as kind,
        subject_id as subject_id,
        concat(kind, ' of ', asset_name, coalesce(concat('.', column_name), '')) as subject,
        if(is_good, 'good', 'bad') as outcome,
        measured_at as observed_at,
        recorded_at as known_at,
        if(is_good, null, if(
            json_value(alerts.severity) in ('critical', 'error', 'warn'),
            json_value(alerts.severity), case when (value = 0 or is_ruled) and kind = 'row count' then if(is_critical, 'critical', 'error') else 'warn' end
        )) as severity,
        false as is_event,
        asset_id as asset_id,
        asset_name as asset_name,
        kind as check_name,
        column_name as column_name,
        invocation_id as run_id,
        is_critical as is_critical,
        owner as owner,
        tags as tags,
        runbook_url as runbook_url,
        if(is_good, null, if(kind = 'duration', 'unknown', 'data_quality')) as error_class,
        if(is_good, null, concat(
            case
                when kind = 'duration'
                    then concat('took ', if(
            value < 120,
            concat(cast(cast(round(value) as int64) as string), ' s'),
            case
        when value < 2 * 3600
            then concat(cast(div(cast(floor(value) as int64), 60) as string), ' min')
        when value < 2 * 86400
            then concat(cast(div(cast(floor(value) as int64), 3600) as string), ' h')
        else concat(cast(div(cast(floor(value) as int64), 86400) as string), ' days')
    end
        ))
                when value = 0 then 'no rows'
                else
                    concat(
                        replace(format("%'d", cast(round(value) as int64)), "'", ','),
                        case kind when 'row count' then ' rows' when 'null count' then ' nulls' else ' duplicates' end
                    )
            end,
            ', ',
            case
                when value < min_rows
                    then concat(
                        'meta.alerts allows no fewer than ', replace(format("%'d", cast(round(min_rows) as int64)), "'", ',')
                    )
                when value > max_rows
                    then concat(
                        'meta.alerts allows no more than ', replace(format("%'d", cast(round(max_rows) as int64)), "'", ',')
                    )
                else explanation
            end
        )) as message,
        cast(null as int64) as failure_count,
        alerts as alerts,
        depends_on as depends_on,
        to_json(struct(value as value, median as median, low as low, high as high, relation_name as relation_name)) as details,
from judged
        ),
        observed as (
            select * from observed_runs
            union all
            select * from observed_tests
            union all
            select * from observed_nodes
            union all
            select * from observed_freshness
            union all
            select * from observed_overlaps
            union all
            select * from observed_node_measures

        ),
        identified as (
            select
                *,
                to_hex(md5(concat(environment, '\n', kind, '\n', subject_id))) as fingerprint,
            from observed
            where outcome is not null
        )
        select
            identified.*,
            'dbt',
        from identified
        where
            not is_again
            or (outcome = 'good' and known_at <= read_since and observed_at >= facts_since);
    insert into observations (event_id, environment, kind, subject_id, subject, outcome, observed_at, known_at, severity, is_event, asset_id, asset_name, check_name, column_name, run_id, is_critical, owner, tags, runbook_url, error_class, message, failure_count, alerts, depends_on, details, fingerprint, family)
    with
        observed_removals as (
with commands as (
    select
        environment,
        invocation_id,
        max(run_key) as run_key,
        max(git_sha) as git_sha,
        logical_and(is_whole) as is_whole,
        max(planned_count) as planned_count,
        max(result_count) as result_count,
        max(if(event = 'finished', planned_count, null)) is not null as is_ended_by_hook,
        max(if(event = 'finished', row_id, null)) as row_id,
        min(if(event = 'started', occurred_at, null)) as started_at,
        min(if(event = 'finished', least(
            occurred_at, coalesce(recorded_at, occurred_at)
        ), null)) as finished_at,
        min(if(event = 'finished', recorded_at, null)) as finished_known_at,
    from {ledger}.`dbt_invocations`
    where
        recorded_at > timestamp_sub(facts_since, interval 1 day)
        and recorded_at <= look_clock
        and shifted_days is null
    group by environment, invocation_id
    having finished_known_at > facts_since
),

looked_at as (

    select distinct
        invocation_id,
        'test' as kind,
        concat(coalesce(project_name, ''), '/', coalesce(asset_relation, ''), '/', unique_id) as subject_id,
        case
        when status in ('pass', 'success') then 'good'
        when status in ('skipped', 'no-op', 'reused') then null
        else 'bad'
    end = 'bad' and status != 'warn' as is_bad,
        split(unique_id, '.')[safe_offset(0)] in ('model', 'seed', 'snapshot', 'function', 'test', 'source')
        and split(unique_id, '.')[safe_offset(1)] != 'nightledger' as is_planned,
    from {ledger}.`dbt_test_results`
    where
        recorded_at > timestamp_sub(facts_since, interval 1 hour)
        and recorded_at <= look_clock
    union all
    select distinct
        invocation_id,
        'node' as kind,
        concat(coalesce(project_name, ''), '/', coalesce(relation_name, ''), '/', unique_id) as subject_id,
        case
        when status in ('pass', 'success') then 'good'
        when status in ('skipped', 'no-op', 'reused') then null
        else 'bad'
    end = 'bad' and status != 'warn' as is_bad,
        resource_type in ('model', 'seed', 'snapshot', 'function', 'test', 'source')
        and split(unique_id, '.')[safe_offset(1)] != 'nightledger' as is_planned,
    from {ledger}.`dbt_node_results`
    where
        recorded_at > timestamp_sub(facts_since, interval 1 hour)
        and recorded_at <= look_clock
    union all
    select distinct
        invocation_id,
        'freshness' as kind,
        concat(coalesce(project_name, ''), '/', coalesce(relation_name, ''), '/', unique_id) as subject_id,
        case
        when status in ('pass', 'success') then 'good'
        when status in ('skipped', 'no-op', 'reused') then null
        else 'bad'
    end = 'bad' and status != 'warn' as is_bad,
        'source' in ('model', 'seed', 'snapshot', 'function', 'test', 'source')
        and split(unique_id, '.')[safe_offset(1)] != 'nightledger' as is_planned,
    from {ledger}.`dbt_source_freshness`
    where
        recorded_at > timestamp_sub(facts_since, interval 1 hour)
        and recorded_at <= look_clock

),

counts as (
    select
        invocation_id,
        count(*) as row_count,
        countif(is_planned) as planned_row_count,
        countif(is_bad) as bad_count,
    from looked_at
    group by invocation_id
),

witnesses as (
    select
        commands.*,
        commands.is_whole and commands.planned_count = counts.planned_row_count as saw_all,
        counts.bad_count = 0 as is_clean,
    from commands
    inner join counts on commands.invocation_id = counts.invocation_id
    where counts.row_count >= commands.result_count
),

fresh as (
    select * from (
    with test_results as (
    select * from {ledger}.`dbt_test_results`
    where recorded_at > facts_since and recorded_at <= look_clock
    qualify row_number() over (partition by row_id order by recorded_at) = 1
),

named as (
    select
        *,
        coalesce(regexp_extract(asset_id, r'^model\.[^.]+\.([^.]+\.v[^.]+)$'), asset_name) as asset_words,
        case
        when status in ('pass', 'success') then 'good'
        when status in ('skipped', 'no-op', 'reused') then null
        else 'bad'
    end as outcome,
    from test_results
),

worded as (
    select
        *,
        if(
            test_type = 'generic' and not coalesce(
                starts_with(regexp_extract(unique_id, r'^test\.[^.]+\.(.*)\.[0-9a-f]+$'), concat(
                replace(
                    if(
                        starts_with(asset_id, 'source.'),
                        regexp_replace(test_name, r'([^.]+)$', r'source_\1'),
                        test_name
                    ),
                    '.', '_'
                ),
                '_', replace(asset_words, '.', '_'), '_'
            ))
                and (
                    test_kwargs is not null
                    or ends_with(
                        regexp_extract(unique_id, r'^test\.[^.]+\.(.*)\.[0-9a-f]+$'),
                        concat('_', regexp_replace(coalesce(column_name, ''), r'[^0-9a-zA-Z_]+', '_'))
                    )
                ),
                false
            ),
            regexp_extract(unique_id, r'^test\.[^.]+\.(.*)\.[0-9a-f]+$'),
            null
        ) as own_name,
        if(test_kwargs is null, null, trim(substr(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(to_json_string(test_kwargs), r'(?:ref|source)\([^)]*\x27([^\x27)]*)\x27\)', r'\1'), r'"(?:expression|combination_of_columns|columns?|column_list|values|to)":', r''), r'[{}\[\]"]', r''), r',', r', '), r' +', r' '), 1, 80))) as arguments,
    from named
    where outcome is not null
)

select
        to_hex(md5(concat('test', '\n', row_id))) as event_id,
        environment as environment,
        'test' as kind,
        concat(coalesce(project_name, ''), '/', coalesce(asset_relation, ''), '/', unique_id) as subject_id,
        concat(
            coalesce(own_name, test_name),
            coalesce(concat(' on ', asset_words), ''),
            coalesce(concat('.', column_name), ''),
            if(own_name is null, coalesce(concat(' (', arguments, ')'), ''), '')
        ) as subject,
        outcome as outcome,
        least(
            occurred_at, coalesce(recorded_at, occurred_at)
        ) as observed_at,
        recorded_at as known_at,
        case
            when case
        when status in ('pass', 'success') then 'good'
        when status in ('skipped', 'no-op', 'reused') then null
        else 'bad'
    end = 'good' then null
            when json_value(alerts.severity) in ('critical', 'error', 'warn')
                then json_value(alerts.severity)
            when status = 'warn' then 'warn'
            when is_critical then 'critical'
            else 'error'
        end as severity,
        false as is_event,
        asset_id as asset_id,
        asset_words as asset_name,
        coalesce(own_name, test_name) as check_name,
        column_name as column_name,
        invocation_id as run_id,
        is_critical as is_critical,
        owner as owner,
        tags as tags,
        runbook_url as runbook_url,
        case
            when outcome = 'good' then null
            when status in ('fail', 'warn') then if(test_type = 'unit', 'sql', 'data_quality')
            else cast(null as string)
        end as error_class,
        case
            when outcome = 'good' then null
            when fail_calc is not null and failures is not null
                then concat(fail_calc, ' is ', cast(failures as string))
            when test_type = 'unit' then substr(trim(regexp_replace(message, r'\s+', ' ')), 1, 300)
            else substr(
        regexp_extract(
            regexp_replace(
                message, r'^\s*[A-Za-z]+ [Ee]rror( in [^\n]*)?\r?\n', ''
            ),
            r'^\s*([^\r\n]*[^\s])'
        ),
        1, 300
    )
        end as message,
        if(fail_calc is null, failures, null) as failure_count,
        alerts as alerts,
        depends_on as depends_on,
        to_json(struct(
            unique_id as unique_id,
            run_key as run_key,
            git_sha as git_sha,
            test_kwargs as test_kwargs
        )) as details,
from worded
    )
    union all
    select * from (
    with node_results as (
    select * from {ledger}.`dbt_node_results`
    where recorded_at > facts_since and recorded_at <= look_clock
    qualify row_number() over (partition by row_id order by recorded_at) = 1
),

named as (
    select
        *,
        coalesce(regexp_extract(unique_id, r'^model\.[^.]+\.([^.]+\.v[^.]+)$'), name) as asset_words,
        case
        when status in ('pass', 'success') then 'good'
        when status in ('skipped', 'no-op', 'reused') then null
        else 'bad'
    end as outcome,
    from node_results
)

select
        to_hex(md5(concat('node', '\n', row_id))) as event_id,
        environment as environment,
        'node' as kind,
        concat(coalesce(project_name, ''), '/', coalesce(relation_name, ''), '/', unique_id) as subject_id,
        concat(resource_type, ' ', asset_words) as subject,
        outcome as outcome,
        least(
            occurred_at, coalesce(recorded_at, occurred_at)
        ) as observed_at,
        recorded_at as known_at,
        case
            when case
        when status in ('pass', 'success') then 'good'
        when status in ('skipped', 'no-op', 'reused') then null
        else 'bad'
    end = 'good' then null
            when json_value(alerts.severity) in ('critical', 'error', 'warn')
                then json_value(alerts.severity)
            when status = 'warn' then 'warn'
            when is_critical then 'critical'
            else 'error'
        end as severity,
        false as is_event,
        unique_id as asset_id,
        asset_words as asset_name,
        if(resource_type = 'operation', 'run', 'build') as check_name,
        cast(null as string) as column_name,
        invocation_id as run_id,
        is_critical as is_critical,
        owner as owner,
        tags as tags,
        runbook_url as runbook_url,
        if(outcome = 'bad', cast(null as string), null) as error_class,
        if(outcome = 'bad', substr(
        regexp_extract(
            regexp_replace(
                message, r'^\s*[A-Za-z]+ [Ee]rror( in [^\n]*)?\r?\n', ''
            ),
            r'^\s*([^\r\n]*[^\s])'
        ),
        1, 300
    ), null) as message,
        cast(null as int64) as failure_count,
        alerts as alerts,
        depends_on as depends_on,
        to_json(struct(
            unique_id as unique_id,
            run_key as run_key,
            git_sha as git_sha,
            code_checksum as code_checksum,
            rows_affected as rows_affected,
            execution_seconds as execution_seconds,
            bytes_billed as bytes_billed
        )) as details,
from named
where outcome is not null
    )
    union all
    select * from (
    with source_freshness as (
    select * from {ledger}.`dbt_source_freshness`
    where recorded_at > facts_since and recorded_at <= look_clock
    qualify row_number() over (partition by row_id order by recorded_at) = 1
),

named as (
    select
        *,
        concat(source_name, '.', table_name) as asset_words,
        case
        when status in ('pass', 'success') then 'good'
        when status in ('skipped', 'no-op', 'reused') then null
        else 'bad'
    end as outcome,
        if(
            message is null and status in ('warn', 'error'),
            concat(
                'newest row is ', case
        when age_seconds < 2 * 3600
            then concat(cast(div(cast(floor(age_seconds) as int64), 60) as string), ' min')
        when age_seconds < 2 * 86400
            then concat(cast(div(cast(floor(age_seconds) as int64), 3600) as string), ' h')
        else concat(cast(div(cast(floor(age_seconds) as int64), 86400) as string), ' days')
    end, ' old, limit ',
                case
        when if(status = 'warn', warn_after_seconds, error_after_seconds) < 2 * 3600
            then concat(cast(div(cast(floor(if(status = 'warn', warn_after_seconds, error_after_seconds)) as int64), 60) as string), ' min')
        when if(status = 'warn', warn_after_seconds, error_after_seconds) < 2 * 86400
            then concat(cast(div(cast(floor(if(status = 'warn', warn_after_seconds, error_after_seconds)) as int64), 3600) as string), ' h')
        else concat(cast(div(cast(floor(if(status = 'warn', warn_after_seconds, error_after_seconds)) as int64), 86400) as string), ' days')
    end
            ),
            substr(
        regexp_extract(
            regexp_replace(
                message, r'^\s*[A-Za-z]+ [Ee]rror( in [^\n]*)?\r?\n', ''
            ),
            r'^\s*([^\r\n]*[^\s])'
        ),
        1, 300
    )
        ) as words,
    from source_freshness
)

select
        to_hex(md5(concat('freshness', '\n', row_id))) as event_id,
        environment as environment,
        'freshness' as kind,
        concat(coalesce(project_name, ''), '/', coalesce(relation_name, ''), '/', unique_id) as subject_id,
        concat('freshness of ', asset_words) as subject,
        outcome as outcome,
        least(
            occurred_at, coalesce(recorded_at, occurred_at)
        ) as observed_at,
        recorded_at as known_at,
        case
            when case
        when status in ('pass', 'success') then 'good'
        when status in ('skipped', 'no-op', 'reused') then null
        else 'bad'
    end = 'good' then null
            when json_value(alerts.severity) in ('critical', 'error', 'warn')
                then json_value(alerts.severity)
            when status = 'warn' then 'warn'
            when is_critical then 'critical'
            else 'error'
        end as severity,
        false as is_event,
        unique_id as asset_id,
        asset_words as asset_name,
        'freshness' as check_name,
        cast(null as string) as column_name,
        invocation_id as run_id,
        is_critical as is_critical,
        owner as owner,
        tags as tags,
        runbook_url as runbook_url,
        case
            when outcome = 'good' then null
            when status in ('warn', 'error') and message is null then 'data_quality'
            else cast(null as string)
        end as error_class,
        if(outcome = 'bad', words, null) as message,
        cast(null as int64) as failure_count,
        alerts as alerts,
        cast([] as array<string>) as depends_on,
        to_json(struct(
            unique_id as unique_id,
            run_key as run_key,
            git_sha as git_sha,
            max_loaded_at as max_loaded_at,
            age_seconds as age_seconds
        )) as details,
from named
where outcome is not null
    )

),

standing as (
    select * from {ledger}.`problem_events`
    where recorded_at >= events_since
    qualify
        row_number() over (
            partition by event_id
            order by
                if(occurrences_before is null, 1, 0),
                if(occurrences_before is null, null, recorded_at) desc,
                recorded_at,
                look_id
        ) = 1
        and outcome != 'void'
        and max(if(outcome = 'void', 1, 0)) over (partition by coalesce(voids, event_id)) = 0
),

known as (
    select event_id, environment, kind, subject_id, subject, outcome, observed_at, known_at, severity, is_event, asset_id, asset_name, check_name, column_name, run_id, is_critical, owner, tags, runbook_url, error_class, message, failure_count, alerts, depends_on, details from standing
    where kind in ('test', 'node', 'freshness')
    union all
    select * from fresh
),

verdicts as (
    select
        *,
        json_value(details.unique_id) as unique_id,
        json_value(details.run_key) as run_key,
        json_value(details.git_sha) as git_sha,
    from known
    qualify row_number() over (partition by event_id order by known_at) = 1
),

in_order as (
    select
        *,
        lead(observed_at) over (
            partition by environment, kind, subject_id
            order by observed_at, if(outcome = 'good', 0, 1), event_id
        ) as next_observed_at,
        starts_with(unique_id, 'model.nightledger.')
        or strpos(unique_id, '-on-run-start-') > 0 as is_silent_when_good,
    from verdicts
),

known_by as (
    select
        environment,
        kind,
        subject_id,
        run_key,
        min(observed_at) as first_observed_at,
    from verdicts
    group by environment, kind, subject_id, run_key
),

removed as (
    select
        in_order.* except (run_key, git_sha),
        witnesses.run_key,
        witnesses.git_sha,
        witnesses.invocation_id,
        witnesses.row_id,
        witnesses.finished_at,
        witnesses.finished_known_at,
    from in_order
    inner join known_by
        on
            in_order.environment = known_by.environment
            and in_order.kind = known_by.kind
            and in_order.subject_id = known_by.subject_id
    inner join witnesses
        on
            known_by.environment = witnesses.environment
            and known_by.run_key = witnesses.run_key
            and known_by.first_observed_at < witnesses.started_at
            and in_order.observed_at < witnesses.started_at
    left join looked_at
        on
            witnesses.invocation_id = looked_at.invocation_id
            and in_order.kind = looked_at.kind
            and in_order.subject_id = looked_at.subject_id
    where
        in_order.outcome = 'bad'
        and looked_at.subject_id is null
        and coalesce(witnesses.finished_at < in_order.next_observed_at, true)
        and if(
            in_order.is_silent_when_good,
            witnesses.is_clean,
            witnesses.saw_all
            and not starts_with(in_order.unique_id, 'operation.')
            and (witnesses.is_ended_by_hook or not starts_with(in_order.unique_id, 'unit_test.'))
            and coalesce(in_order.git_sha != witnesses.git_sha, true)
        )
    qualify
        row_number() over (
            partition by in_order.event_id
            order by witnesses.finished_at, witnesses.invocation_id
        ) = 1
)

select
        to_hex(md5(concat('removal', '\n', row_id, '\n', concat(kind, '\n', subject_id)))) as event_id,
        environment as environment,
        kind as kind,
        subject_id as subject_id,
        subject as subject,
        'good' as outcome,
        finished_at as observed_at,
        finished_known_at as known_at,
        cast(null as string) as severity,
        false as is_event,
        asset_id as asset_id,
        asset_name as asset_name,
        check_name as check_name,
        column_name as column_name,
        invocation_id as run_id,
        is_critical as is_critical,
        owner as owner,
        tags as tags,
        runbook_url as runbook_url,
        cast(null as string) as error_class,
        if(is_silent_when_good, null, 'not part of the project any more') as message,
        cast(null as int64) as failure_count,
        alerts as alerts,
        depends_on as depends_on,
        to_json(struct(
            unique_id as unique_id,
            run_key as run_key,
            git_sha as git_sha
        )) as details,
from removed
        ),
        observed as (
            select * from observed_removals

        ),
        identified as (
            select
                *,
                to_hex(md5(concat(environment, '\n', kind, '\n', subject_id))) as fingerprint,
            from observed
            where outcome is not null
        )
        select
            identified.*,
            'dbt',
        from identified
        where
            not is_again
            or (outcome = 'good' and known_at <= read_since and observed_at >= facts_since);
    set facts_since = if(
        is_again,
        null,
        (
            select nullif(least(min(observed_at), read_since), read_since) from observations
            where family = 'dbt' and outcome = 'bad'
        )
    );
    set is_again = true;
end while;

set facts_since = dagster_reading.read_from;
set read_since = facts_since;
-- once, and once more when a bad fact came late: then also the goods that follow it
set is_again = false;
while facts_since is not null do
    insert into observations (event_id, environment, kind, subject_id, subject, outcome, observed_at, known_at, severity, is_event, asset_id, asset_name, check_name, column_name, run_id, is_critical, owner, tags, runbook_url, error_class, message, failure_count, alerts, depends_on, details, fingerprint, family)
    with
        observed_checks as (
with evaluations as (
    select * from {ledger}.`dagster_asset_check_evaluations`
    where
        recorded_at > timestamp_sub(
            facts_since, interval 48 hour
        )
        and recorded_at <= look_clock
    qualify row_number() over (partition by row_id order by recorded_at) = 1
),

runs as (
    select * from {ledger}.`dagster_runs`
    where
        recorded_at > timestamp_sub(
            facts_since, interval 48 hour
        )
        and recorded_at <= look_clock
),

run_ends as (
    select
        *,
        coalesce(ended_at, updated_at) as over_at,
    from runs
    where status in ('success', 'failure', 'canceled')
    qualify row_number() over (partition by run_id order by recorded_at, version) = 1
),

asset_facts as (
    select *, (
            select element
            from unnest(owners) as element with offset as element_number
            order by element_number
            limit 1
        ) as owner, (
            select element
            from unnest(dlt_load_ids) as element with offset as element_number
            order by element_number
            limit 1
        ) as made_by_load_id, coalesce(regexp_extract(table_name, r'[^.]+$'), regexp_extract(asset_key, r'[^/]+$')) as own_table_name, array_concat(
            coalesce(definition_tags, cast([] as array<string>)),
            array(select concat('kind:', asset_kind) from unnest(kinds) as asset_kind),
            if(group_name is null, cast([] as array<string>), [concat('group:', group_name)])
        ) as own_tags from {ledger}.`dagster_asset_materializations`
    where
        recorded_at > timestamp_sub(
            facts_since, interval 48 hour
        )
        and recorded_at <= look_clock
),

loads as (
    select
        load_id,
        min(pipeline_name) as pipeline_name,
        min(recorded_at) as recorded_at,
    from {ledger}.`dlt_loads`
    where
        recorded_at > timestamp_sub(facts_since, interval 2 day)
        and recorded_at <= look_clock
    group by load_id
),

test_facts as (
    select * from {ledger}.`dbt_test_results`
    where
        recorded_at > timestamp_sub(
            facts_since, interval 6 hour
        )
        and recorded_at <= look_clock
),

tests as (
    select
        invocation_id,
        unique_id,
        min(recorded_at) as recorded_at,
    from test_facts
    group by invocation_id, unique_id
),

timed as (
    select
        evaluations.*,
        min(if(evaluations.status = 'planned', null, evaluations.recorded_at)) over (
            partition by evaluations.run_id, evaluations.asset_key, evaluations.check_name
        ) as evaluated_at,
        run_ends.status as run_status,
        run_ends.run_url,
        case
            when evaluations.status = 'planned'
                then greatest(evaluations.recorded_at, run_ends.recorded_at)
            when evaluations.status = 'failed' and evaluations.dbt_invocation_id is not null
                then greatest(
            evaluations.recorded_at,
            least(
                coalesce(run_ends.recorded_at, timestamp '9999-01-01'),
                timestamp_add(evaluations.recorded_at, interval 7200 second)
            )
        )
            else evaluations.recorded_at
        end as known_at,
        json_value(evaluations.metadata.told_by_load) = 'true' as may_be_told_by_load,
        json_value(evaluations.metadata, '$.load_ids[0]') as judged_load_id,
    from evaluations
    left join run_ends on evaluations.run_id = run_ends.run_id
),

-- a check is planned once or, when its step is tried again, more often
judged as (
    select
        timed.*,
        to_hex(md5(concat('check', '\n', if(timed.status = 'planned', concat('planned\n', timed.run_id, '\n', timed.asset_key, '\n', timed.check_name, '\n', coalesce(timed.partition_key, '')), timed.row_id)))) as verdict_id,
        coalesce(
            if(
                timed.declared_severity in ('critical', 'error', 'warn'),
                timed.declared_severity, null
            ),
            if(timed.severity = 'warn', 'warn', 'error')
        ) as said_severity,
    from timed
    left join tests
        on
            timed.dbt_invocation_id = tests.invocation_id
            and timed.dbt_unique_id = tests.unique_id
            and tests.recorded_at <= timed.known_at
        and tests.recorded_at > timestamp_sub(
            timed.known_at, interval 6 hour
        )
    left join loads
        on
            timed.judged_load_id = loads.load_id
            and timed.may_be_told_by_load
            and loads.recorded_at <= timed.known_at
        and loads.recorded_at > timestamp_sub(
            timed.known_at, interval 48 hour
        )
    where
        known_at > facts_since and known_at <= look_clock
        and case timed.status
            when 'passed' then true
            when 'failed' then tests.unique_id is null and loads.load_id is null
            else
                timed.run_status = 'success'
                and coalesce(timed.evaluated_at > timed.known_at, true)
        end
    qualify
        timed.status != 'planned'
        or row_number() over (
            partition by
                timed.run_id, timed.asset_key, timed.check_name, timed.partition_key, timed.status
            order by timed.known_at, timed.occurred_at desc, timed.row_id
        ) = 1
),

node_facts as (
    select * from {ledger}.`dbt_node_results`
    where
        recorded_at > timestamp_sub(
            facts_since, interval 48 hour
        )
        and recorded_at <= look_clock
),

described as (
    select
        judged.*,
        coalesce(
            asset_facts.dbt_unique_id,
            concat('dlt.', loads.pipeline_name, '.', asset_facts.own_table_name),
            concat('dagster.', judged.asset_key)
        ) as asset_id,
        coalesce(node_facts.name, judged.asset_key) as asset_name,
        coalesce(node_facts.is_critical, false) as is_critical,
        coalesce(node_facts.owner, asset_facts.owner) as owner,
        array(
            select distinct tag
            from unnest(array_concat(
                coalesce(node_facts.tags, cast([] as array<string>)),
                coalesce(asset_facts.own_tags, cast([] as array<string>))
            )) as tag
            order by tag
        ) as tags,
        node_facts.runbook_url,
        node_facts.alerts,
        coalesce(node_facts.depends_on, cast([] as array<string>)) as depends_on,
    from judged
    left join asset_facts
        on
            judged.environment = asset_facts.environment
            and judged.asset_key = asset_facts.asset_key
            and asset_facts.event in ('planned', 'materialized', 'observed')
            and asset_facts.recorded_at <= judged.known_at
        and asset_facts.recorded_at > timestamp_sub(
            judged.known_at, interval 48 hour
        )
    left join loads on asset_facts.made_by_load_id = loads.load_id
    left join node_facts
        on
            asset_facts.environment = node_facts.environment
            and asset_facts.dbt_unique_id = node_facts.unique_id
            and node_facts.recorded_at <= judged.known_at
        and node_facts.recorded_at > timestamp_sub(
            judged.known_at, interval 48 hour
        )
    qualify
        row_number() over (
            partition by judged.row_id
            order by
                if(
                    asset_facts.dbt_unique_id is not null
                    or asset_facts.made_by_load_id is not null,
                    0, 1
                ),
                asset_facts.occurred_at desc, asset_facts.event_id desc,
                node_facts.recorded_at desc, node_facts.row_id
        ) = 1
)

select
        verdict_id as event_id,
        environment as environment,
        'check' as kind,
        concat(asset_key, ':', check_name, coalesce(concat('[', partition_key, ']'), '')) as subject_id,
        concat('check ', check_name, ' on asset ', asset_name, coalesce(concat(' [', partition_key, ']'), '')) as subject,
        if(status = 'passed', 'good', 'bad') as outcome,
        least(occurred_at, recorded_at) as observed_at,
        known_at as known_at,
        if(status = 'passed', null, if(
            json_value(alerts.severity) in ('critical', 'error', 'warn'),
            json_value(alerts.severity), said_severity
        )) as severity,
        false as is_event,
        asset_id as asset_id,
        asset_name as asset_name,
        check_name as check_name,
        cast(null as string) as column_name,
        coalesce(run_id, event_id) as run_id,
        is_critical as is_critical,
        owner as owner,
        tags as tags,
        runbook_url as runbook_url,
        case status when 'failed' then 'data_quality' when 'planned' then 'unknown' end as error_class,
        case status when 'failed' then coalesce(substr(
        regexp_extract(
            regexp_replace(
                description, r'^\s*[A-Za-z]+ [Ee]rror( in [^\n]*)?\r?\n', ''
            ),
            r'^\s*([^\r\n]*[^\s])'
        ),
        1, 300
    ), concat(cast(failed_row_count as string), ' rows failed'), 'failed') when 'planned' then 'planned and never evaluated, though the run succeeded' end as message,
        if(status = 'failed', failed_row_count, null) as failure_count,
        alerts as alerts,
        depends_on as depends_on,
        to_json(struct(job_name as job_name, step_key as step_key, partition_key as partition_key, checked_run_id as checked_run_id, run_url as run_url, is_blocking as is_blocking, metadata as metadata)) as details,
from described
        ),
        observed_steps as (
with steps as (
    select * from {ledger}.`dagster_steps`
    where
        recorded_at > timestamp_sub(
            facts_since, interval 48 hour
        )
        and recorded_at <= look_clock
    qualify row_number() over (partition by row_id order by recorded_at) = 1
),

asset_facts as (
    select *, (
            select element
            from unnest(owners) as element with offset as element_number
            order by element_number
            limit 1
        ) as owner, (
            select element
            from unnest(dlt_load_ids) as element with offset as element_number
            order by element_number
            limit 1
        ) as made_by_load_id, coalesce(regexp_extract(table_name, r'[^.]+$'), regexp_extract(asset_key, r'[^/]+$')) as own_table_name, array_concat(
            coalesce(definition_tags, cast([] as array<string>)),
            array(select concat('kind:', asset_kind) from unnest(kinds) as asset_kind),
            if(group_name is null, cast([] as array<string>), [concat('group:', group_name)])
        ) as own_tags from {ledger}.`dagster_asset_materializations`
    where
        recorded_at > timestamp_sub(
            facts_since, interval 48 hour
        )
        and recorded_at <= look_clock
),

loads as (
    select
        load_id,
        min(pipeline_name) as pipeline_name,
        min(recorded_at) as recorded_at,
    from {ledger}.`dlt_loads`
    where
        recorded_at > timestamp_sub(facts_since, interval 2 day)
        and recorded_at <= look_clock
    group by load_id
),

run_facts as (
    select * from {ledger}.`dagster_runs`
    where
        recorded_at > timestamp_sub(
            facts_since, interval 48 hour
        )
        and recorded_at <= look_clock
),

evaluation_facts as (
    select * from {ledger}.`dagster_asset_check_evaluations`
    where
        recorded_at > timestamp_sub(
            facts_since, interval 48 hour
        )
        and recorded_at <= look_clock
),

failed_loads as (
    select * from {ledger}.`dlt_loads`
    where
        recorded_at > timestamp_sub(
            facts_since, interval 48 hour
        )
        and recorded_at <= look_clock
),

-- of a run that is over: the first row that says so
run_states as (
    select
        *,
        min(if(status in ('success', 'failure', 'canceled'), recorded_at, null)) over (partition by run_id)
            as ended_known_at,
        min(if(status in ('canceling', 'canceled'), recorded_at, null)) over (partition by run_id)
            as canceled_known_at,
    from run_facts
    qualify
        row_number() over (
            partition by run_id order by if(status in ('success', 'failure', 'canceled'), 0, 1), recorded_at, version
        ) = 1
),

run_troubles as (
    select
        run_id,
        'DagsterAssetCheckFailedError' as error_type,
        min(recorded_at) as recorded_at,
    from evaluation_facts
    where status = 'failed' and is_blocking and run_id is not null
    group by run_id
    union all
    select
        dagster_run_id,
        'PipelineStepFailed',
        min(recorded_at),
    from failed_loads
    where status = 'failed' and dagster_run_id is not null
    group by dagster_run_id
),

command_facts as (
    select * from {ledger}.`dbt_invocations`
    where
        recorded_at > timestamp_sub(
            facts_since, interval 48 hour
        )
        and recorded_at <= look_clock
),

test_facts as (
    select * from {ledger}.`dbt_test_results`
    where
        recorded_at > timestamp_sub(
            facts_since, interval 12 hour
        )
        and recorded_at <= look_clock
),

result_facts as (
    select * from {ledger}.`dbt_node_results`
    where
        recorded_at > timestamp_sub(
            facts_since, interval 12 hour
        )
        and recorded_at <= look_clock
),

failures as (
    select
        invocation_id,
        recorded_at,
        status,
    from test_facts
    union all
    select
        invocation_id,
        recorded_at,
        status,
    from result_facts
),

command_failures as (
    select
        run_or_command_id,
        failures.invocation_id,
        min(failures.recorded_at) as recorded_at,
    from command_facts
    cross join
        unnest([
            command_facts.dagster_run_id, command_facts.pipeline_run_id, command_facts.invocation_id
        ]) as run_or_command_id
    inner join failures on command_facts.invocation_id = failures.invocation_id
    where
        run_or_command_id is not null
        and failures.status != 'warn'
        and case
        when failures.status in ('pass', 'success') then 'good'
        when failures.status in ('skipped', 'no-op', 'reused') then null
        else 'bad'
    end = 'bad'
    group by run_or_command_id, failures.invocation_id
),

failed_commands as (
    select
        *,
        row_number() over (
            partition by run_or_command_id order by recorded_at, invocation_id
        ) as number_of_command,
    from command_failures
),

step_assets as (
    select
        run_id,
        step_key,
        count(distinct asset_key) as asset_count,
        min(asset_key) as asset_key,
        count(distinct partition_key) as partition_count,
        min(partition_key) as partition_key,
    from asset_facts
    where event = 'planned' and run_id is not null
    group by run_id, step_key
),

timed as (
    select
        steps.*,
        run_states.status as run_status,
        run_states.will_retry,
        run_states.run_url,
        run_states.ended_known_at,
        run_states.canceled_known_at,
        if(
            steps.event = 'succeeded',
            steps.recorded_at,
            greatest(
            steps.recorded_at,
            least(
                coalesce(run_states.ended_known_at, timestamp '9999-01-01'),
                timestamp_add(steps.recorded_at, interval 120 second)
            )
        )
        ) as known_at,
        json_value(steps.metadata.dbt_invocation_id) as dbt_invocation_id,
        sum(if(steps.event = 'failed' and (
            'DagsterDbtCliRuntimeError' in (steps.error_type, steps.cause_type)
            or json_value(steps.metadata.dbt_invocation_id) is not null
        ), 1, 0)) over (
            partition by steps.run_id order by unix_micros(steps.recorded_at)
            range between unbounded preceding and current row
        ) as failed_dbt_count,
    from steps
    left join run_states on steps.run_id = run_states.run_id
    where steps.event in ('succeeded', 'failed')
),

-- our own step of dbt's names the command; dagster-dbt's does not: then the run has to have as many
-- commands with failures on record as steps of dbt that failed so far
asked as (
    select
        *,
        if((
            'DagsterDbtCliRuntimeError' in (error_type, cause_type)
            or json_value(metadata.dbt_invocation_id) is not null
        ), coalesce(dbt_invocation_id, run_id), null) as command_key,
        if(dbt_invocation_id is null, failed_dbt_count, 1) as command_count,
    from timed
    where known_at > facts_since and known_at <= look_clock
),

judged as (
    select
        asked.* except (partition_key),
        -- a step belongs to the partition of what it makes, else to that of its run
        if(
            coalesce(step_assets.partition_count, 2) > 1,
            asked.partition_key, step_assets.partition_key
        ) as partition_key,
        if(step_assets.asset_count = 1, step_assets.asset_key, null) as asset_key,
        concat(
            coalesce(asked.error_type, ''), '\n', coalesce(asked.error_message, ''), '\n',
            coalesce(asked.cause_type, ''), '\n', coalesce(asked.cause_message, '')
        ) as whole_error,
        coalesce(asked.cause_message, asked.error_message, asked.error_type) as cause,
    from asked
    left join step_assets
        on asked.run_id = step_assets.run_id and asked.step_key = step_assets.step_key
    left join failed_commands
        on
            asked.command_key = failed_commands.run_or_command_id
            and asked.command_count = failed_commands.number_of_command
            and failed_commands.recorded_at <= asked.known_at
        and failed_commands.recorded_at > timestamp_sub(
            asked.known_at, interval 12 hour
        )
    left join run_troubles
        on
            asked.run_id = run_troubles.run_id
            and run_troubles.error_type in (asked.error_type, asked.cause_type)
            and run_troubles.recorded_at <= asked.known_at
        and run_troubles.recorded_at > timestamp_sub(
            asked.known_at, interval 48 hour
        )
    where
        asked.event = 'succeeded'
        or (
            failed_commands.number_of_command is null
            and run_troubles.run_id is null
            and not coalesce(
                asked.error_source = 'interrupt' and asked.canceled_known_at <= asked.known_at,
                false
            )
            and not coalesce(
                asked.run_status = 'failure'
                and asked.will_retry
                and asked.ended_known_at <= asked.known_at,
                false
            )
        )
),

node_facts as (
    select * from {ledger}.`dbt_node_results`
    where
        recorded_at > timestamp_sub(
            facts_since, interval 48 hour
        )
        and recorded_at <= look_clock
),

described as (
    select
        judged.*,
        coalesce(
            asset_facts.dbt_unique_id,
            concat('dlt.', loads.pipeline_name, '.', asset_facts.own_table_name),
            concat('dagster.', judged.asset_key)
        ) as asset_id,
        coalesce(node_facts.name, judged.asset_key) as asset_name,
        coalesce(node_facts.is_critical, false) as is_critical,
        coalesce(node_facts.owner, asset_facts.owner) as owner,
        array(
            select distinct tag
            from unnest(array_concat(
                coalesce(node_facts.tags, cast([] as array<string>)),
                coalesce(asset_facts.own_tags, cast([] as array<string>))
            )) as tag
            order by tag
        ) as tags,
        node_facts.runbook_url,
        node_facts.alerts,
        coalesce(node_facts.depends_on, cast([] as array<string>)) as depends_on,
    from judged
    left join asset_facts
        on
            judged.environment = asset_facts.environment
            and judged.asset_key = asset_facts.asset_key
            and asset_facts.event in ('planned', 'materialized', 'observed')
            and asset_facts.recorded_at <= judged.known_at
        and asset_facts.recorded_at > timestamp_sub(
            judged.known_at, interval 48 hour
        )
    left join loads on asset_facts.made_by_load_id = loads.load_id
    left join node_facts
        on
            asset_facts.environment = node_facts.environment
            and asset_facts.dbt_unique_id = node_facts.unique_id
            and node_facts.recorded_at <= judged.known_at
        and node_facts.recorded_at > timestamp_sub(
            judged.known_at, interval 48 hour
        )
    qualify
        row_number() over (
            partition by judged.row_id
            order by
                if(
                    asset_facts.dbt_unique_id is not null
                    or asset_facts.made_by_load_id is not null,
                    0, 1
                ),
                asset_facts.occurred_at desc, asset_facts.event_id desc,
                node_facts.recorded_at desc, node_facts.row_id
        ) = 1
)

select
        to_hex(md5(concat('step', '\n', row_id))) as event_id,
        environment as environment,
        'step' as kind,
        concat(if(deployment = 'dagster', '', concat(deployment, '/')), concat(coalesce(job_name, ''), '/', step_key, coalesce(concat('[', partition_key, ']'), ''))) as subject_id,
        concat('step ', step_key, if(job_name = '__ASSET_JOB', '', coalesce(concat(' of job ', job_name), '')), coalesce(concat(' [', partition_key, ']'), '')) as subject,
        if(event = 'succeeded', 'good', 'bad') as outcome,
        least(occurred_at, recorded_at) as observed_at,
        known_at as known_at,
        if(event = 'succeeded', null, if(
            json_value(alerts.severity) in ('critical', 'error', 'warn'),
            json_value(alerts.severity), 'error'
        )) as severity,
        false as is_event,
        asset_id as asset_id,
        asset_name as asset_name,
        'step' as check_name,
        cast(null as string) as column_name,
        coalesce(run_id, event_id) as run_id,
        is_critical as is_critical,
        owner as owner,
        tags as tags,
        runbook_url as runbook_url,
        if(event = 'succeeded', null, (
        select
            case
                when regexp_contains(said, r'(?m)^\s*(?:unrecognized name\b|name \S+ not found inside|query column \d+ has type|this model has an enforced contract|the source and target schemas on this|value has type \S+ which cannot be inserted|inserted row has wrong column count|provided schema does not match|field \S+ has changed (?:type|mode)|\S+ field \S+ is missing in new schema|(?:invalid )?schema update|cannot update (?:the )?schema|no such field|column \S+ (?:is )?not (?:present|found))') then 'schema_drift'
                when regexp_contains(said, r'(?m)^\s*(?:update/merge must match|bad \w+ value|(?:\w+ )?overflow\b|division by zero|could not (?:cast|parse|convert)|(?:failed to|cannot) parse|error while reading data|null value in|assertion failed|array index|invalid (?:date|datetime|timestamp|time|interval|numeric|bignumeric|json|value)\b|required (?:field|column) \S+ cannot be null|out of range|scalar subquery produced more than one)') then 'data_quality'
                when regexp_contains(said, r'(?m)^\s*(?:syntax error|no matching signature|(?:column name \S* ?is )?ambiguous|function not found|type not found|select list expression references|(?:un)?expected |too (?:many|few) arguments|number of arguments|too many partitions|duplicate column name|aggregat\w+ function|grouping by|table (?:name )?\S* ?must be qualified|unclosed|operands of|value of type|queries in |(?:\S+ )?is undefined|invalidquery)') then 'sql'
                when regexp_contains(said, r'(?m)^\s*(?:not found: (?:table|dataset|project|model|routine|view|function|location)|(?:table|dataset|model|view|routine) \S+ (?:was )?not found|\S+ \S+ depends on an? \w+ named[^\n]* which was not found)') then 'missing_relation'
                when regexp_contains(said, r'(?m)^\s*(?:access denied|permissions? (?:\S+ )?denied|unauthenticated|unauthorized|(?:the )?(?:user|caller|account)\b.* does not have|login required|request had (?:insufficient|invalid) authentication|request is missing required authentication|invalid_grant|invalid_client|invalid jwt|reauthentication is needed|your default credentials|(?:\S+ ){0,4}credentials were not found|could not automatically determine credentials|reason: (?:forbidden|unauthorized)\b|an error occurred \((?:accessdenied|unauthorized|expiredtoken)\w*\))') then 'auth'
                when regexp_contains(said, r'(?m)^\s*(?:(?:custom )?quota exceeded|(?:job )?exceeded (?:rate limits|quota)|rate ?limit ?exceeded|could not serialize access|query exceeded (?:limit for bytes billed|resource limits)|resources exceeded during query execution: too many|too many (?:requests|dml|table|concurrent)|transaction is aborted due to concurrent)') then 'quota'
                when regexp_contains(said, r'(?m)^\s*(?:resources exceeded|out of memory|(?:\S+ ){1,8}was terminated by signal 9\b|detected run worker status \w+: [^\n]*(?:oomkilled|outofmemory|exit ?code:? 137\b)|the query could not be executed in the allotted memory)') then 'out_of_memory'
                when regexp_contains(said, r'(?m)^\s*(?:(?:the )?(?:\w+ ){0,2}timed out|user code server request timed out|exceeded maximum runtime of|operation did not complete within|timeout of [\d.]+ ?s|deadline (?:of \S+ )?exceeded|gateway time-?out|(?:query|job) exceeded (?:the )?maximum execution time|https?connectionpool\([^)\n]*\): read timed out)') then 'timeout'
                when regexp_contains(said, r'(?m)^\s*(?:connection (?:was )?(?:reset|refused|aborted|closed|broken|error)|broken pipe|max retries exceeded|https?connectionpool\(|remote end closed|server disconnected|\[errno -?\d+\]|failed to resolve|temporary failure in name resolution|name or service not known|(?:the )?service (?:is )?(?:currently )?unavailable|bad gateway|backend ?error|(?:an )?internal (?:server )?error|error encountered during execution\. retrying)') then 'network'
                when regexp_contains(words, r'(?m)^\s*(?:[\w.]+: )?40[13] (?:get|post|put|patch|delete|head) \S|\bhttp(?:/[\d.]+)?(?: status)?(?: error)?(?: code)?:? 40[13]\b|^\s*(?:[\w.]+: )*(?:googleapi: )?error 40[13]:') then 'auth'
                when regexp_contains(words, r'(?m)^\s*(?:[\w.]+: )?429 (?:get|post|put|patch|delete|head) \S|\bhttp(?:/[\d.]+)?(?: status)?(?: error)?(?: code)?:? 429\b|^\s*(?:[\w.]+: )*(?:googleapi: )?error 429:') then 'quota'
                when regexp_contains(words, r'(?m)^\s*(?:[\w.]+: )?504 (?:get|post|put|patch|delete|head) \S|\bhttp(?:/[\d.]+)?(?: status)?(?: error)?(?: code)?:? 504\b|^\s*(?:[\w.]+: )*(?:googleapi: )?error 504:|^\s*(?:[\w.]*\.)?(?:(?:read|connect)?timeout(?:error)?)(?::|\(|$)') then 'timeout'
                when regexp_contains(words, r'(?m)^\s*(?:[\w.]+: )?50[023] (?:get|post|put|patch|delete|head) \S|\bhttp(?:/[\d.]+)?(?: status)?(?: error)?(?: code)?:? 50[023]\b|^\s*(?:[\w.]+: )*(?:googleapi: )?error 50[023]:|^\s*(?:[\w.]*\.)?(?:(?:connection(?:reset|refused|aborted)?|newconnection|protocol|brokenpipe|ssl|transport)error|remotedisconnected)(?::|\(|$)') then 'network'
                when regexp_contains(words, r'(?m)^\s*(?:[\w.]*\.)?(?:memoryerror)(?::|\(|$)') then 'out_of_memory'
                when regexp_contains(whole_error, r'^\s*Compilation Error\b') then 'sql'
                else 'unknown'
            end
        from unnest([regexp_replace(lower(whole_error), r'(?m)^\s*(?:database|runtime|compilation|parsing|dependency|internal) error(?: in [^\n]*)?$|^\s*(?:compiled code at|> in|> called by)[^\n]*$|\s*(?:at )?\[[^\[\]:\n]*:\d+\]|(?:^|[^\n(])\x22[^\x22\n]*\x22|(?:^|[^\n(])`[^`\n]*`|(?:^|[^\w\n(])\x27[^\x27\n]*\x27', '')]) as words
        cross join unnest([regexp_replace(words, r'(?m)^\s*(?:\([\x22\x27])?(?:[\w.]*(?:error|exception|badrequest|forbidden|notfound|conflict|unauthorized|unauthenticated|toomanyrequests|serviceunavailable|internalservererror|badgateway|gatewaytimeout|deadlineexceeded): |\d{3} (?:(?:get|post|put|patch|delete|head) \S+ )?|googleapi: error \d{3}: |caused by:? |query error: |bigquery (?:execution |adapter )?(?:failed|error)[.:]? )*', '')]) as said
    )) as error_class,
        if(event = 'succeeded', null, concat(coalesce(substr(
        regexp_extract(
            regexp_replace(
                cause, r'^\s*[A-Za-z]+ [Ee]rror( in [^\n]*)?\r?\n', ''
            ),
            r'^\s*([^\r\n]*[^\s])'
        ),
        1, 300
    ), 'failed'), if(attempt > 1, concat(' (attempt ', cast(attempt as string), ')'), ''))) as message,
        cast(null as int64) as failure_count,
        alerts as alerts,
        depends_on as depends_on,
        to_json(struct(job_name as job_name, step_key as step_key, partition_key as partition_key, attempt as attempt, duration_seconds as duration_seconds, run_url as run_url, error_type as error_type, substr(
        regexp_extract(
            regexp_replace(
                stack, r'^\s*[A-Za-z]+ [Ee]rror( in [^\n]*)?\r?\n', ''
            ),
            r'^\s*([^\r\n]*[^\s])'
        ),
        1, 300
    ) as stack)) as details,
from described
        ),
        observed_asset_freshness as (
with asset_facts as (
    select *, (
            select element
            from unnest(owners) as element with offset as element_number
            order by element_number
            limit 1
        ) as owner, (
            select element
            from unnest(dlt_load_ids) as element with offset as element_number
            order by element_number
            limit 1
        ) as made_by_load_id, coalesce(regexp_extract(table_name, r'[^.]+$'), regexp_extract(asset_key, r'[^/]+$')) as own_table_name, array_concat(
            coalesce(definition_tags, cast([] as array<string>)),
            array(select concat('kind:', asset_kind) from unnest(kinds) as asset_kind),
            if(group_name is null, cast([] as array<string>), [concat('group:', group_name)])
        ) as own_tags from {ledger}.`dagster_asset_materializations`
    where
        recorded_at > timestamp_sub(
            facts_since, interval 48 hour
        )
        and recorded_at <= look_clock
    qualify row_number() over (partition by row_id order by recorded_at) = 1
),

loads as (
    select
        load_id,
        min(pipeline_name) as pipeline_name,
        min(recorded_at) as recorded_at,
    from {ledger}.`dlt_loads`
    where
        recorded_at > timestamp_sub(facts_since, interval 2 day)
        and recorded_at <= look_clock
    group by load_id
),

changes as (
    select
        row_id,
        environment,
        asset_key,
        run_id,
        event_id,
        occurred_at,
        recorded_at,
        recorded_at as known_at,
        freshness_state,
        previous_freshness_state,
    from asset_facts
    where
        event = 'freshness'
        and freshness_state in ('pass', 'warn', 'fail')
        and recorded_at > facts_since and recorded_at <= look_clock
),

node_facts as (
    select * from {ledger}.`dbt_node_results`
    where
        recorded_at > timestamp_sub(
            facts_since, interval 48 hour
        )
        and recorded_at <= look_clock
),

described as (
    select
        changes.*,
        coalesce(
            asset_facts.dbt_unique_id,
            concat('dlt.', loads.pipeline_name, '.', asset_facts.own_table_name),
            concat('dagster.', changes.asset_key)
        ) as asset_id,
        coalesce(node_facts.name, changes.asset_key) as asset_name,
        coalesce(node_facts.is_critical, false) as is_critical,
        coalesce(node_facts.owner, asset_facts.owner) as owner,
        array(
            select distinct tag
            from unnest(array_concat(
                coalesce(node_facts.tags, cast([] as array<string>)),
                coalesce(asset_facts.own_tags, cast([] as array<string>))
            )) as tag
            order by tag
        ) as tags,
        node_facts.runbook_url,
        node_facts.alerts,
        coalesce(node_facts.depends_on, cast([] as array<string>)) as depends_on,
    from changes
    left join asset_facts
        on
            changes.environment = asset_facts.environment
            and changes.asset_key = asset_facts.asset_key
            and asset_facts.event in ('planned', 'materialized', 'observed')
            and asset_facts.recorded_at <= changes.known_at
        and asset_facts.recorded_at > timestamp_sub(
            changes.known_at, interval 48 hour
        )
    left join loads on asset_facts.made_by_load_id = loads.load_id
    left join node_facts
        on
            asset_facts.environment = node_facts.environment
            and asset_facts.dbt_unique_id = node_facts.unique_id
            and node_facts.recorded_at <= changes.known_at
        and node_facts.recorded_at > timestamp_sub(
            changes.known_at, interval 48 hour
        )
    qualify
        row_number() over (
            partition by changes.row_id
            order by
                if(
                    asset_facts.dbt_unique_id is not null
                    or asset_facts.made_by_load_id is not null,
                    0, 1
                ),
                asset_facts.occurred_at desc, asset_facts.event_id desc,
                node_facts.recorded_at desc, node_facts.row_id
        ) = 1
)

select
        to_hex(md5(concat('asset freshness', '\n', row_id))) as event_id,
        environment as environment,
        'asset freshness' as kind,
        asset_key as subject_id,
        concat('freshness of asset ', asset_name) as subject,
        if(freshness_state = 'pass', 'good', 'bad') as outcome,
        least(occurred_at, recorded_at) as observed_at,
        known_at as known_at,
        if(freshness_state = 'pass', null, if(
            json_value(alerts.severity) in ('critical', 'error', 'warn'),
            json_value(alerts.severity), if(freshness_state = 'warn', 'warn', 'error')
        )) as severity,
        false as is_event,
        asset_id as asset_id,
        asset_name as asset_name,
        'freshness' as check_name,
        cast(null as string) as column_name,
        coalesce(run_id, event_id) as run_id,
        is_critical as is_critical,
        owner as owner,
        tags as tags,
        runbook_url as runbook_url,
        if(freshness_state = 'pass', null, 'data_quality') as error_class,
        case freshness_state when 'warn' then 'nothing new for almost as long as its freshness policy allows' when 'fail' then 'nothing new for longer than its freshness policy allows' end as message,
        cast(null as int64) as failure_count,
        alerts as alerts,
        depends_on as depends_on,
        to_json(struct(freshness_state as freshness_state, previous_freshness_state as previous_freshness_state)) as details,
from described
        ),
        observed as (
            select * from observed_checks
            union all
            select * from observed_steps
            union all
            select * from observed_asset_freshness

        ),
        identified as (
            select
                *,
                to_hex(md5(concat(environment, '\n', kind, '\n', subject_id))) as fingerprint,
            from observed
            where outcome is not null
        )
        select
            identified.*,
            'dagster',
        from identified
        where
            not is_again
            or (outcome = 'good' and known_at <= read_since and observed_at >= facts_since);
    insert into observations (event_id, environment, kind, subject_id, subject, outcome, observed_at, known_at, severity, is_event, asset_id, asset_name, check_name, column_name, run_id, is_critical, owner, tags, runbook_url, error_class, message, failure_count, alerts, depends_on, details, fingerprint, family)
    with
        observed_partition_overlaps as (
with runs as (
    select * from {ledger}.`dagster_runs`
    where
        recorded_at > timestamp_sub(
            facts_since, interval 48 hour
        )
        and recorded_at <= look_clock
    qualify row_number() over (partition by row_id order by recorded_at) = 1
),

asset_facts as (
    select *, (
            select element
            from unnest(owners) as element with offset as element_number
            order by element_number
            limit 1
        ) as owner, (
            select element
            from unnest(dlt_load_ids) as element with offset as element_number
            order by element_number
            limit 1
        ) as made_by_load_id, coalesce(regexp_extract(table_name, r'[^.]+$'), regexp_extract(asset_key, r'[^/]+$')) as own_table_name, array_concat(
            coalesce(definition_tags, cast([] as array<string>)),
            array(select concat('kind:', asset_kind) from unnest(kinds) as asset_kind),
            if(group_name is null, cast([] as array<string>), [concat('group:', group_name)])
        ) as own_tags from {ledger}.`dagster_asset_materializations`
    where
        recorded_at > timestamp_sub(
            facts_since, interval 48 hour
        )
        and recorded_at <= look_clock
),

starts as (
    select * from runs
    where started_at is not null
    qualify row_number() over (partition by run_id order by recorded_at, version) = 1
),

run_ends as (
    select
        *,
        coalesce(ended_at, updated_at) as over_at,
    from runs
    where status in ('success', 'failure', 'canceled')
    qualify row_number() over (partition by run_id order by recorded_at, version) = 1
),

targets as (
    select distinct
        starts.run_id,
        concat('asset ', asset_facts.asset_key) as target,
        asset_facts.partition_key,
    from starts
    inner join asset_facts on starts.run_id = asset_facts.run_id
    where asset_facts.event = 'planned' and asset_facts.partition_key is not null
    union distinct
    select
        run_id,
        concat('job ', coalesce(code_location, ''), '/', job_name) as target,
        partition_key,
    from starts
    where partition_key is not null and not starts_with(job_name, '__ASSET_JOB')
),

timed as (
    select
        starts.*,
        targets.target,
        targets.partition_key as target_partition,
        run_ends.over_at,
        run_ends.recorded_at as end_recorded_at,
    from starts
    inner join targets on starts.run_id = targets.run_id
    left join run_ends on starts.run_id = run_ends.run_id
),

pairs as (
    select
        later.*,
        earlier.run_id as other_run_id,
        earlier.job_name as other_job_name,
        earlier.run_url as other_run_url,
        earlier.launched_by as other_launched_by,
        earlier.started_at as other_started_at,
        greatest(earlier.recorded_at, later.recorded_at) as known_at,
        if(
            earlier.end_recorded_at <= greatest(earlier.recorded_at, later.recorded_at),
            earlier.over_at, null
        ) as other_over_at,
    from timed as later
    inner join timed as earlier
        on
            later.environment = earlier.environment
            and later.deployment = earlier.deployment
            and later.target = earlier.target
            and later.target_partition = earlier.target_partition
            and later.run_id != earlier.run_id
    where
        earlier.started_at < later.started_at
        or (earlier.started_at = later.started_at and earlier.run_id < later.run_id)
),

-- of everything two runs have in common one partition is told
overlaps as (
    select
        *,
        count(*) over (partition by run_id, other_run_id) as shared_count,
    from pairs
    where
        known_at > facts_since and known_at <= look_clock
        and (other_over_at is null or other_over_at > started_at)
    qualify
        row_number() over (
            partition by run_id, other_run_id order by target, target_partition
        ) = 1
)

select
        to_hex(md5(concat('overlap', '\n', other_run_id, '\n', run_id))) as event_id,
        environment as environment,
        'overlap' as kind,
        concat(if(deployment = 'dagster', '', concat(deployment, '/')), concat(target, coalesce(concat('[', target_partition, ']'), ''))) as subject_id,
        concat('two runs on ', regexp_replace(target, r'^job .*/', 'job '), ' [', target_partition, ']') as subject,
        'bad' as outcome,
        least(started_at, known_at) as observed_at,
        known_at as known_at,
        'error' as severity,
        true as is_event,
        if(starts_with(target, 'asset '), concat('dagster.', substr(target, 7)), null) as asset_id,
        if(starts_with(target, 'asset '), substr(target, 7), null) as asset_name,
        'one run at a time' as check_name,
        cast(null as string) as column_name,
        run_id as run_id,
        false as is_critical,
        cast(null as string) as owner,
        cast([] as array<string>) as tags,
        cast(null as string) as runbook_url,
        'unknown' as error_class,
        concat('runs ', substr(other_run_id, 1, 8), ' (', other_launched_by, ') and ', substr(run_id, 1, 8), ' (', launched_by, ') worked on it at once, from ', format_timestamp('%Y-%m-%d %H:%M', started_at), ' UTC on', if(shared_count > 1, concat(', and on ', cast(shared_count - 1 as string), ' more of theirs'), '')) as message,
        shared_count as failure_count,
        cast(null as json) as alerts,
        cast([] as array<string>) as depends_on,
        to_json(struct(job_name as job_name, other_job_name as other_job_name, other_run_id as other_run_id, run_url as run_url, other_run_url as other_run_url, target_partition as partition_key)) as details,
from overlaps
        ),
        observed_ticks as (
with ticks as (
    select * from {ledger}.`dagster_ticks`
    where
        recorded_at > timestamp_sub(
            facts_since, interval 48 hour
        )
        and recorded_at <= look_clock
    qualify row_number() over (partition by row_id order by recorded_at) = 1
),

named as (
    select
        *,
        concat(if(deployment = 'dagster', '', concat(deployment, '/')), concat(coalesce(concat(code_location, '/'), ''), instigator_name)) as subject_id,
        least(coalesce(ended_at, occurred_at), recorded_at) as observed_at,
        status = 'failure' as is_failed,
        instigator_type = 'schedule'
        and coalesce(lag_seconds > 10 * 60, false)
            as is_late,
    from ticks
),

fresh as (
    select * from named
    where recorded_at > facts_since and recorded_at <= look_clock
),

with_earlier as (
    select
        fresh.row_id,
        earlier.row_id as earlier_row_id,
        earlier.is_failed,
        earlier.observed_at,
        max(if(earlier.is_failed, null, earlier.observed_at)) over (partition by fresh.row_id)
            as good_at,
    from fresh
    inner join named as earlier
        on
            fresh.environment = earlier.environment
            and fresh.subject_id = earlier.subject_id
            and earlier.observed_at <= fresh.observed_at
            and earlier.recorded_at <= fresh.recorded_at
        and earlier.recorded_at > timestamp_sub(
            fresh.recorded_at, interval 48 hour
        )
    where fresh.is_failed
),

streaks as (
    select
        row_id,
        count(*) as failed_in_a_row,
    from with_earlier
    where is_failed and (good_at is null or observed_at > good_at)
    group by row_id
),

judged as (
    select
        fresh.*,
        coalesce(streaks.failed_in_a_row, 1) as failed_in_a_row,
    from fresh
    left join streaks on fresh.row_id = streaks.row_id
    where
        not fresh.is_failed
        or coalesce(streaks.failed_in_a_row, 1) >= if(
            fresh.instigator_type = 'schedule',
            1,
            3
        )
)

select
        to_hex(md5(concat('tick', '\n', row_id))) as event_id,
        environment as environment,
        'tick' as kind,
        subject_id as subject_id,
        concat('tick of ', if(instigator_type = 'schedule', 'schedule ', 'sensor '), instigator_name) as subject,
        if(is_failed or is_late, 'bad', 'good') as outcome,
        observed_at as observed_at,
        recorded_at as known_at,
        case when is_failed then 'error' when is_late then 'warn' end as severity,
        false as is_event,
        cast(null as string) as asset_id,
        cast(null as string) as asset_name,
        'tick' as check_name,
        cast(null as string) as column_name,
        concat(subject_id, ' tick ', tick_id) as run_id,
        false as is_critical,
        cast(null as string) as owner,
        cast([] as array<string>) as tags,
        cast(null as string) as runbook_url,
        case when is_failed then (
        select
            case
                when regexp_contains(said, r'(?m)^\s*(?:unrecognized name\b|name \S+ not found inside|query column \d+ has type|this model has an enforced contract|the source and target schemas on this|value has type \S+ which cannot be inserted|inserted row has wrong column count|provided schema does not match|field \S+ has changed (?:type|mode)|\S+ field \S+ is missing in new schema|(?:invalid )?schema update|cannot update (?:the )?schema|no such field|column \S+ (?:is )?not (?:present|found))') then 'schema_drift'
                when regexp_contains(said, r'(?m)^\s*(?:update/merge must match|bad \w+ value|(?:\w+ )?overflow\b|division by zero|could not (?:cast|parse|convert)|(?:failed to|cannot) parse|error while reading data|null value in|assertion failed|array index|invalid (?:date|datetime|timestamp|time|interval|numeric|bignumeric|json|value)\b|required (?:field|column) \S+ cannot be null|out of range|scalar subquery produced more than one)') then 'data_quality'
                when regexp_contains(said, r'(?m)^\s*(?:syntax error|no matching signature|(?:column name \S* ?is )?ambiguous|function not found|type not found|select list expression references|(?:un)?expected |too (?:many|few) arguments|number of arguments|too many partitions|duplicate column name|aggregat\w+ function|grouping by|table (?:name )?\S* ?must be qualified|unclosed|operands of|value of type|queries in |(?:\S+ )?is undefined|invalidquery)') then 'sql'
                when regexp_contains(said, r'(?m)^\s*(?:not found: (?:table|dataset|project|model|routine|view|function|location)|(?:table|dataset|model|view|routine) \S+ (?:was )?not found|\S+ \S+ depends on an? \w+ named[^\n]* which was not found)') then 'missing_relation'
                when regexp_contains(said, r'(?m)^\s*(?:access denied|permissions? (?:\S+ )?denied|unauthenticated|unauthorized|(?:the )?(?:user|caller|account)\b.* does not have|login required|request had (?:insufficient|invalid) authentication|request is missing required authentication|invalid_grant|invalid_client|invalid jwt|reauthentication is needed|your default credentials|(?:\S+ ){0,4}credentials were not found|could not automatically determine credentials|reason: (?:forbidden|unauthorized)\b|an error occurred \((?:accessdenied|unauthorized|expiredtoken)\w*\))') then 'auth'
                when regexp_contains(said, r'(?m)^\s*(?:(?:custom )?quota exceeded|(?:job )?exceeded (?:rate limits|quota)|rate ?limit ?exceeded|could not serialize access|query exceeded (?:limit for bytes billed|resource limits)|resources exceeded during query execution: too many|too many (?:requests|dml|table|concurrent)|transaction is aborted due to concurrent)') then 'quota'
                when regexp_contains(said, r'(?m)^\s*(?:resources exceeded|out of memory|(?:\S+ ){1,8}was terminated by signal 9\b|detected run worker status \w+: [^\n]*(?:oomkilled|outofmemory|exit ?code:? 137\b)|the query could not be executed in the allotted memory)') then 'out_of_memory'
                when regexp_contains(said, r'(?m)^\s*(?:(?:the )?(?:\w+ ){0,2}timed out|user code server request timed out|exceeded maximum runtime of|operation did not complete within|timeout of [\d.]+ ?s|deadline (?:of \S+ )?exceeded|gateway time-?out|(?:query|job) exceeded (?:the )?maximum execution time|https?connectionpool\([^)\n]*\): read timed out)') then 'timeout'
                when regexp_contains(said, r'(?m)^\s*(?:connection (?:was )?(?:reset|refused|aborted|closed|broken|error)|broken pipe|max retries exceeded|https?connectionpool\(|remote end closed|server disconnected|\[errno -?\d+\]|failed to resolve|temporary failure in name resolution|name or service not known|(?:the )?service (?:is )?(?:currently )?unavailable|bad gateway|backend ?error|(?:an )?internal (?:server )?error|error encountered during execution\. retrying)') then 'network'
                when regexp_contains(words, r'(?m)^\s*(?:[\w.]+: )?40[13] (?:get|post|put|patch|delete|head) \S|\bhttp(?:/[\d.]+)?(?: status)?(?: error)?(?: code)?:? 40[13]\b|^\s*(?:[\w.]+: )*(?:googleapi: )?error 40[13]:') then 'auth'
                when regexp_contains(words, r'(?m)^\s*(?:[\w.]+: )?429 (?:get|post|put|patch|delete|head) \S|\bhttp(?:/[\d.]+)?(?: status)?(?: error)?(?: code)?:? 429\b|^\s*(?:[\w.]+: )*(?:googleapi: )?error 429:') then 'quota'
                when regexp_contains(words, r'(?m)^\s*(?:[\w.]+: )?504 (?:get|post|put|patch|delete|head) \S|\bhttp(?:/[\d.]+)?(?: status)?(?: error)?(?: code)?:? 504\b|^\s*(?:[\w.]+: )*(?:googleapi: )?error 504:|^\s*(?:[\w.]*\.)?(?:(?:read|connect)?timeout(?:error)?)(?::|\(|$)') then 'timeout'
                when regexp_contains(words, r'(?m)^\s*(?:[\w.]+: )?50[023] (?:get|post|put|patch|delete|head) \S|\bhttp(?:/[\d.]+)?(?: status)?(?: error)?(?: code)?:? 50[023]\b|^\s*(?:[\w.]+: )*(?:googleapi: )?error 50[023]:|^\s*(?:[\w.]*\.)?(?:(?:connection(?:reset|refused|aborted)?|newconnection|protocol|brokenpipe|ssl|transport)error|remotedisconnected)(?::|\(|$)') then 'network'
                when regexp_contains(words, r'(?m)^\s*(?:[\w.]*\.)?(?:memoryerror)(?::|\(|$)') then 'out_of_memory'
                when regexp_contains(concat(coalesce(error_type, ''), '\n', coalesce(error_message, '')), r'^\s*Compilation Error\b') then 'sql'
                else 'unknown'
            end
        from unnest([regexp_replace(lower(concat(coalesce(error_type, ''), '\n', coalesce(error_message, ''))), r'(?m)^\s*(?:database|runtime|compilation|parsing|dependency|internal) error(?: in [^\n]*)?$|^\s*(?:compiled code at|> in|> called by)[^\n]*$|\s*(?:at )?\[[^\[\]:\n]*:\d+\]|(?:^|[^\n(])\x22[^\x22\n]*\x22|(?:^|[^\n(])`[^`\n]*`|(?:^|[^\w\n(])\x27[^\x27\n]*\x27', '')]) as words
        cross join unnest([regexp_replace(words, r'(?m)^\s*(?:\([\x22\x27])?(?:[\w.]*(?:error|exception|badrequest|forbidden|notfound|conflict|unauthorized|unauthenticated|toomanyrequests|serviceunavailable|internalservererror|badgateway|gatewaytimeout|deadlineexceeded): |\d{3} (?:(?:get|post|put|patch|delete|head) \S+ )?|googleapi: error \d{3}: |caused by:? |query error: |bigquery (?:execution |adapter )?(?:failed|error)[.:]? )*', '')]) as said
    ) when is_late then 'unknown' end as error_class,
        case when is_failed then concat('failed', if(failed_in_a_row > 1, concat(' ', cast(failed_in_a_row as string), ' times in a row'), ''), coalesce(concat(': ', substr(
        regexp_extract(
            regexp_replace(
                error_message, r'^\s*[A-Za-z]+ [Ee]rror( in [^\n]*)?\r?\n', ''
            ),
            r'^\s*([^\r\n]*[^\s])'
        ),
        1, 300
    )), '')) when is_late then concat('the tick of ', format_timestamp('%Y-%m-%d %H:%M', occurred_at), ' UTC came ', case
        when lag_seconds < 2 * 3600
            then concat(cast(div(cast(floor(lag_seconds) as int64), 60) as string), ' min')
        when lag_seconds < 2 * 86400
            then concat(cast(div(cast(floor(lag_seconds) as int64), 3600) as string), ' h')
        else concat(cast(div(cast(floor(lag_seconds) as int64), 86400) as string), ' days')
    end, ' late') end as message,
        cast(null as int64) as failure_count,
        cast(null as json) as alerts,
        cast([] as array<string>) as depends_on,
        to_json(struct(instigator_type as instigator_type, code_location as code_location, tick_id as tick_id, lag_seconds as lag_seconds, error_type as error_type)) as details,
from judged
        ),
        observed_heartbeats as (
with heartbeats as (
    select * from {ledger}.`dagster_heartbeats`
    where
        recorded_at > timestamp_sub(
            facts_since, interval 1 hour
        )
        and recorded_at <= look_clock
    qualify row_number() over (partition by row_id order by recorded_at) = 1
),

numbered as (
    select
        *,
        coalesce(unreadable_count, 0) > 0 as has_unreadable,
        concat(environment, '\n', deployment) as deployment_key,
        concat(environment, '\n', deployment, '\n', coalesce(storage_id, '')) as storage_key,
        row_number() over (
            partition by environment, deployment order by recorded_at, row_id
        ) as beat_number,
    from heartbeats
),

followed as (
    select
        *,
        lag(beat_number) over (partition by storage_key order by beat_number) as own_number,
        lag(recorded_at) over (partition by storage_key order by beat_number) as own_recorded_at,
        lag(has_unreadable) over (partition by storage_key order by beat_number)
            as had_unreadable,
    from numbered
),

shared as (
    select
        *,
        coalesce(
            beat_number - own_number > 1
            and own_recorded_at >= timestamp_sub(recorded_at, interval 15 minute),
            false
        ) as is_shared,
    from followed
),

compared as (
    select
        *,
        lag(is_shared) over (partition by deployment_key order by beat_number) as was_shared,
    from shared
),

changes as (
    select
        compared.*,
        kind,
        if(kind = 'deployment', is_shared, has_unreadable) as is_bad,
    from compared
    cross join unnest(['deployment', 'unreadable']) as kind
    where
        recorded_at > facts_since and recorded_at <= look_clock
        and if(
            kind = 'deployment',
            was_shared is null or was_shared != is_shared,
            had_unreadable is null or had_unreadable != has_unreadable
        )
)

select
        to_hex(md5(concat(kind, '\n', row_id))) as event_id,
        environment as environment,
        kind as kind,
        deployment as subject_id,
        concat(
            if(kind = 'deployment', 'Dagster deployment ', 'storage of Dagster deployment '), deployment
        ) as subject,
        if(is_bad, 'bad', 'good') as outcome,
        least(occurred_at, recorded_at) as observed_at,
        recorded_at as known_at,
        if(is_bad, 'error', null) as severity,
        false as is_event,
        cast(null as string) as asset_id,
        cast(null as string) as asset_name,
        if(kind = 'deployment', 'one instance', 'readable') as check_name,
        cast(null as string) as column_name,
        heartbeat_id as run_id,
        false as is_critical,
        cast(null as string) as owner,
        cast([] as array<string>) as tags,
        cast(null as string) as runbook_url,
        if(is_bad, 'unknown', null) as error_class,
        case
            when not is_bad then null
            when kind = 'deployment'
                then 'two Dagster instances write under this name: give each its own deployment or environment'
            else concat(
                cast(unreadable_count as string), ' of its runs, events and ticks cannot be read, such as ',
                coalesce(json_value(unreadable, '$[0].kind'), 'one'), ' ',
                coalesce(json_value(unreadable, '$[0].id'), ''), ': ',
                coalesce(substr(
        regexp_extract(
            regexp_replace(
                json_value(unreadable, '$[0].error'), r'^\s*[A-Za-z]+ [Ee]rror( in [^\n]*)?\r?\n', ''
            ),
            r'^\s*([^\r\n]*[^\s])'
        ),
        1, 300
    ), 'no reason is known')
            )
        end as message,
        cast(null as int64) as failure_count,
        cast(null as json) as alerts,
        cast([] as array<string>) as depends_on,
        to_json(struct(storage_id as storage_id, dagster_version as dagster_version, unreadable_count as unreadable_count)) as details,
from changes
        ),
        observed as (
            select * from observed_partition_overlaps
            union all
            select * from observed_ticks
            union all
            select * from observed_heartbeats

        ),
        identified as (
            select
                *,
                to_hex(md5(concat(environment, '\n', kind, '\n', subject_id))) as fingerprint,
            from observed
            where outcome is not null
        )
        select
            identified.*,
            'dagster',
        from identified
        where
            not is_again
            or (outcome = 'good' and known_at <= read_since and observed_at >= facts_since);
    insert into observations (event_id, environment, kind, subject_id, subject, outcome, observed_at, known_at, severity, is_event, asset_id, asset_name, check_name, column_name, run_id, is_critical, owner, tags, runbook_url, error_class, message, failure_count, alerts, depends_on, details, fingerprint, family)
    with
        observed_dagster_runs as (
with runs as (
    select * from {ledger}.`dagster_runs`
    where
        recorded_at > timestamp_sub(
            facts_since, interval 48 hour
        )
        and recorded_at <= look_clock
    qualify row_number() over (partition by row_id order by recorded_at) = 1
),

steps as (
    select * from {ledger}.`dagster_steps`
    where
        recorded_at > timestamp_sub(
            facts_since, interval 48 hour
        )
        and recorded_at <= look_clock
    qualify row_number() over (partition by row_id order by recorded_at) = 1
),

asset_facts as (
    select *, (
            select element
            from unnest(owners) as element with offset as element_number
            order by element_number
            limit 1
        ) as owner, (
            select element
            from unnest(dlt_load_ids) as element with offset as element_number
            order by element_number
            limit 1
        ) as made_by_load_id, coalesce(regexp_extract(table_name, r'[^.]+$'), regexp_extract(asset_key, r'[^/]+$')) as own_table_name, array_concat(
            coalesce(definition_tags, cast([] as array<string>)),
            array(select concat('kind:', asset_kind) from unnest(kinds) as asset_kind),
            if(group_name is null, cast([] as array<string>), [concat('group:', group_name)])
        ) as own_tags from {ledger}.`dagster_asset_materializations`
    where
        recorded_at > timestamp_sub(
            facts_since, interval 48 hour
        )
        and recorded_at <= look_clock
),

run_ends as (
    select
        *,
        coalesce(ended_at, updated_at) as over_at,
    from runs
    where status in ('success', 'failure', 'canceled')
    qualify row_number() over (partition by run_id order by recorded_at, version) = 1
),

ended as (
    select
        *,
        concat(if(deployment = 'dagster', '', concat(deployment, '/')), concat(coalesce(concat(code_location, '/'), ''), job_name, if(starts_with(job_name, '__ASSET_JOB'), concat(':', if(
            length(array_to_string(asset_selection, ',')) <= 100,
            array_to_string(asset_selection, ','),
            to_hex(md5(array_to_string(asset_selection, ',')))
        )), ''), coalesce(concat('[', partition_key, ']'), ''))) as subject_id,
    from run_ends
    where recorded_at > facts_since and recorded_at <= look_clock
),

with_failed_steps as (
    select distinct ended.run_id
    from ended
    inner join steps
        on
            ended.run_id = steps.run_id
            and steps.recorded_at <= ended.recorded_at
        and steps.recorded_at > timestamp_sub(
            ended.recorded_at, interval 48 hour
        )
    where steps.event = 'failed'
),

-- a run is whose the assets are that it was to make, if they are all of one
run_owners as (
    select
        ended.run_id,
        min(asset_facts.owner) as owner,
    from ended
    inner join asset_facts
        on
            ended.run_id = asset_facts.run_id
            and asset_facts.recorded_at <= ended.recorded_at
        and asset_facts.recorded_at > timestamp_sub(
            ended.recorded_at, interval 48 hour
        )
    where asset_facts.event = 'planned'
    group by ended.run_id
    having count(distinct asset_facts.owner) = 1
),

judged as (
    select
        ended.*,
        run_owners.owner,
        ended.status = 'success' as is_good,
    from ended
    left join with_failed_steps on ended.run_id = with_failed_steps.run_id
    left join run_owners on ended.run_id = run_owners.run_id
    where
        ended.status = 'success'
        or (
            ended.status = 'failure'
            and not coalesce(ended.will_retry, false)
            and (
                with_failed_steps.run_id is null
                or coalesce(ended.failure_reason, 'step_failure') != 'step_failure'
            )
        )
)

select
        to_hex(md5(concat('dagster run', '\n', run_id))) as event_id,
        environment as environment,
        'dagster run' as kind,
        subject_id as subject_id,
        concat('run of ', case
            when not starts_with(job_name, '__ASSET_JOB') then job_name
            when array_length(asset_selection) > 0
                then concat(
                    (
                        select string_agg(asset_key, ', ' order by place)
                        from unnest(asset_selection) as asset_key
                        with offset as place
                        where place < 2
                    ),
                    if(array_length(asset_selection) > 2, ' and more', '')
                )
            else 'assets'
        end, coalesce(concat(' [', partition_key, ']'), '')) as subject,
        if(is_good, 'good', 'bad') as outcome,
        least(over_at, recorded_at) as observed_at,
        recorded_at as known_at,
        if(is_good, null, 'error') as severity,
        false as is_event,
        cast(null as string) as asset_id,
        cast(null as string) as asset_name,
        'came to its end' as check_name,
        cast(null as string) as column_name,
        run_id as run_id,
        false as is_critical,
        owner as owner,
        cast([] as array<string>) as tags,
        cast(null as string) as runbook_url,
        if(is_good, null, (
        select
            case
                when regexp_contains(said, r'(?m)^\s*(?:unrecognized name\b|name \S+ not found inside|query column \d+ has type|this model has an enforced contract|the source and target schemas on this|value has type \S+ which cannot be inserted|inserted row has wrong column count|provided schema does not match|field \S+ has changed (?:type|mode)|\S+ field \S+ is missing in new schema|(?:invalid )?schema update|cannot update (?:the )?schema|no such field|column \S+ (?:is )?not (?:present|found))') then 'schema_drift'
                when regexp_contains(said, r'(?m)^\s*(?:update/merge must match|bad \w+ value|(?:\w+ )?overflow\b|division by zero|could not (?:cast|parse|convert)|(?:failed to|cannot) parse|error while reading data|null value in|assertion failed|array index|invalid (?:date|datetime|timestamp|time|interval|numeric|bignumeric|json|value)\b|required (?:field|column) \S+ cannot be null|out of range|scalar subquery produced more than one)') then 'data_quality'
                when regexp_contains(said, r'(?m)^\s*(?:syntax error|no matching signature|(?:column name \S* ?is )?ambiguous|function not found|type not found|select list expression references|(?:un)?expected |too (?:many|few) arguments|number of arguments|too many partitions|duplicate column name|aggregat\w+ function|grouping by|table (?:name )?\S* ?must be qualified|unclosed|operands of|value of type|queries in |(?:\S+ )?is undefined|invalidquery)') then 'sql'
                when regexp_contains(said, r'(?m)^\s*(?:not found: (?:table|dataset|project|model|routine|view|function|location)|(?:table|dataset|model|view|routine) \S+ (?:was )?not found|\S+ \S+ depends on an? \w+ named[^\n]* which was not found)') then 'missing_relation'
                when regexp_contains(said, r'(?m)^\s*(?:access denied|permissions? (?:\S+ )?denied|unauthenticated|unauthorized|(?:the )?(?:user|caller|account)\b.* does not have|login required|request had (?:insufficient|invalid) authentication|request is missing required authentication|invalid_grant|invalid_client|invalid jwt|reauthentication is needed|your default credentials|(?:\S+ ){0,4}credentials were not found|could not automatically determine credentials|reason: (?:forbidden|unauthorized)\b|an error occurred \((?:accessdenied|unauthorized|expiredtoken)\w*\))') then 'auth'
                when regexp_contains(said, r'(?m)^\s*(?:(?:custom )?quota exceeded|(?:job )?exceeded (?:rate limits|quota)|rate ?limit ?exceeded|could not serialize access|query exceeded (?:limit for bytes billed|resource limits)|resources exceeded during query execution: too many|too many (?:requests|dml|table|concurrent)|transaction is aborted due to concurrent)') then 'quota'
                when regexp_contains(said, r'(?m)^\s*(?:resources exceeded|out of memory|(?:\S+ ){1,8}was terminated by signal 9\b|detected run worker status \w+: [^\n]*(?:oomkilled|outofmemory|exit ?code:? 137\b)|the query could not be executed in the allotted memory)') then 'out_of_memory'
                when regexp_contains(said, r'(?m)^\s*(?:(?:the )?(?:\w+ ){0,2}timed out|user code server request timed out|exceeded maximum runtime of|operation did not complete within|timeout of [\d.]+ ?s|deadline (?:of \S+ )?exceeded|gateway time-?out|(?:query|job) exceeded (?:the )?maximum execution time|https?connectionpool\([^)\n]*\): read timed out)') then 'timeout'
                when regexp_contains(said, r'(?m)^\s*(?:connection (?:was )?(?:reset|refused|aborted|closed|broken|error)|broken pipe|max retries exceeded|https?connectionpool\(|remote end closed|server disconnected|\[errno -?\d+\]|failed to resolve|temporary failure in name resolution|name or service not known|(?:the )?service (?:is )?(?:currently )?unavailable|bad gateway|backend ?error|(?:an )?internal (?:server )?error|error encountered during execution\. retrying)') then 'network'
                when regexp_contains(words, r'(?m)^\s*(?:[\w.]+: )?40[13] (?:get|post|put|patch|delete|head) \S|\bhttp(?:/[\d.]+)?(?: status)?(?: error)?(?: code)?:? 40[13]\b|^\s*(?:[\w.]+: )*(?:googleapi: )?error 40[13]:') then 'auth'
                when regexp_contains(words, r'(?m)^\s*(?:[\w.]+: )?429 (?:get|post|put|patch|delete|head) \S|\bhttp(?:/[\d.]+)?(?: status)?(?: error)?(?: code)?:? 429\b|^\s*(?:[\w.]+: )*(?:googleapi: )?error 429:') then 'quota'
                when regexp_contains(words, r'(?m)^\s*(?:[\w.]+: )?504 (?:get|post|put|patch|delete|head) \S|\bhttp(?:/[\d.]+)?(?: status)?(?: error)?(?: code)?:? 504\b|^\s*(?:[\w.]+: )*(?:googleapi: )?error 504:|^\s*(?:[\w.]*\.)?(?:(?:read|connect)?timeout(?:error)?)(?::|\(|$)') then 'timeout'
                when regexp_contains(words, r'(?m)^\s*(?:[\w.]+: )?50[023] (?:get|post|put|patch|delete|head) \S|\bhttp(?:/[\d.]+)?(?: status)?(?: error)?(?: code)?:? 50[023]\b|^\s*(?:[\w.]+: )*(?:googleapi: )?error 50[023]:|^\s*(?:[\w.]*\.)?(?:(?:connection(?:reset|refused|aborted)?|newconnection|protocol|brokenpipe|ssl|transport)error|remotedisconnected)(?::|\(|$)') then 'network'
                when regexp_contains(words, r'(?m)^\s*(?:[\w.]*\.)?(?:memoryerror)(?::|\(|$)') then 'out_of_memory'
                when regexp_contains(concat(coalesce(error_type, ''), '\n', coalesce(error_message, '')), r'^\s*Compilation Error\b') then 'sql'
                else 'unknown'
            end
        from unnest([regexp_replace(lower(concat(coalesce(error_type, ''), '\n', coalesce(error_message, ''))), r'(?m)^\s*(?:database|runtime|compilation|parsing|dependency|internal) error(?: in [^\n]*)?$|^\s*(?:compiled code at|> in|> called by)[^\n]*$|\s*(?:at )?\[[^\[\]:\n]*:\d+\]|(?:^|[^\n(])\x22[^\x22\n]*\x22|(?:^|[^\n(])`[^`\n]*`|(?:^|[^\w\n(])\x27[^\x27\n]*\x27', '')]) as words
        cross join unnest([regexp_replace(words, r'(?m)^\s*(?:\([\x22\x27])?(?:[\w.]*(?:error|exception|badrequest|forbidden|notfound|conflict|unauthorized|unauthenticated|toomanyrequests|serviceunavailable|internalservererror|badgateway|gatewaytimeout|deadlineexceeded): |\d{3} (?:(?:get|post|put|patch|delete|head) \S+ )?|googleapi: error \d{3}: |caused by:? |query error: |bigquery (?:execution |adapter )?(?:failed|error)[.:]? )*', '')]) as said
    )) as error_class,
        if(is_good, null, concat(case
            when failure_reason = 'start_timeout' then 'it did not start in time'
            when failure_reason = 'unexpected_termination' then 'its process ended unexpectedly'
            when failure_reason = 'run_worker_restart' then 'its process was started again'
            when failure_reason = 'job_initialization_failure' then 'its job could not be loaded'
            when failure_reason = 'run_exception' then 'it failed outside its steps'
            when failure_reason = 'step_failure' then 'a step failed that is not on record'
            when failure_reason is null or failure_reason = 'unknown' then 'it failed'
            else concat('it failed: ', failure_reason)
        end, coalesce(concat(': ', substr(
        regexp_extract(
            regexp_replace(
                error_message, r'^\s*[A-Za-z]+ [Ee]rror( in [^\n]*)?\r?\n', ''
            ),
            r'^\s*([^\r\n]*[^\s])'
        ),
        1, 300
    )), ''))) as message,
        cast(null as int64) as failure_count,
        cast(null as json) as alerts,
        cast([] as array<string>) as depends_on,
        to_json(struct(job_name as job_name, code_location as code_location, partition_key as partition_key, launched_by as launched_by, launched_by_name as launched_by_name, backfill_id as backfill_id, retry_number as retry_number, failure_reason as failure_reason, failed_step_key as failed_step_key, run_url as run_url)) as details,
from judged
        ),
        observed_asset_measures as (
with asset_facts as (
    select *, (
            select element
            from unnest(owners) as element with offset as element_number
            order by element_number
            limit 1
        ) as owner, (
            select element
            from unnest(dlt_load_ids) as element with offset as element_number
            order by element_number
            limit 1
        ) as made_by_load_id, coalesce(regexp_extract(table_name, r'[^.]+$'), regexp_extract(asset_key, r'[^/]+$')) as own_table_name, array_concat(
            coalesce(definition_tags, cast([] as array<string>)),
            array(select concat('kind:', asset_kind) from unnest(kinds) as asset_kind),
            if(group_name is null, cast([] as array<string>), [concat('group:', group_name)])
        ) as own_tags from {ledger}.`dagster_asset_materializations`
    where
        recorded_at > timestamp_sub(
            facts_since, interval 48 hour
        )
        and recorded_at <= look_clock
    qualify row_number() over (partition by row_id order by recorded_at) = 1
),

step_facts as (
    select * from {ledger}.`dagster_steps`
    where
        recorded_at > timestamp_sub(
            facts_since, interval 48 hour
        )
        and recorded_at <= look_clock
    qualify row_number() over (partition by row_id order by recorded_at) = 1
),

refreshed_assets as (
    select
        environment,
        asset_key,
        partition_key,
        row_id as verdict_key,
        coalesce(run_id, event_id) as run_id,
        row_count,
        cast(null as float64) as duration_seconds,
        least(occurred_at, recorded_at) as measured_at,
        recorded_at,
    from asset_facts
    where event = 'materialized'
            and dbt_unique_id is null
            and dbt_invocation_id is null
            and coalesce(array_length(dlt_load_ids), 0) = 0
    union all
    select
        step_facts.environment,
        min(made.asset_key) as asset_key,
        min(made.partition_key) as partition_key,
        step_facts.row_id as verdict_key,
        min(step_facts.run_id) as run_id,
        cast(null as int64) as row_count,
        min(step_facts.duration_seconds) as duration_seconds,
        min(least(step_facts.occurred_at, step_facts.recorded_at)) as measured_at,
        min(step_facts.recorded_at) as recorded_at,
    from step_facts
    inner join asset_facts as made
        on
            step_facts.run_id = made.run_id
            and step_facts.step_key = made.step_key
            and made.recorded_at <= step_facts.recorded_at
    where step_facts.event = 'succeeded' and made.event = 'materialized'
    group by step_facts.environment, step_facts.row_id
    having
        count(distinct made.asset_key) = 1
        and logical_and(made.event = 'materialized'
            and made.dbt_unique_id is null
            and made.dbt_invocation_id is null
            and coalesce(array_length(made.dlt_load_ids), 0) = 0)
),

fresh as (
    select * from refreshed_assets
    where recorded_at > facts_since and recorded_at <= look_clock
),

owners as (
    select
        fresh.verdict_key,
        min(asset_facts.owner) as owner,
    from fresh
    inner join asset_facts
        on
            fresh.run_id = asset_facts.run_id
            and fresh.asset_key = asset_facts.asset_key
            and asset_facts.recorded_at <= fresh.recorded_at
    group by fresh.verdict_key
),

measured as (
    select
        fresh.*,
        owners.owner,
        concat('dagster.', fresh.asset_key) as subject,
        concat('dagster.', fresh.asset_key) as exact_subject,
        measure,
        if(measure = 'row_count', cast(fresh.row_count as float64), fresh.duration_seconds) as value,
        false as is_critical,
        cast(null as json) as alerts,
    from fresh
    cross join unnest(['row_count', 'duration_seconds']) as measure
    left join owners on fresh.verdict_key = owners.verdict_key
),

usuals as (
    select
        environment,
        subject,
        measure,
        slot,
        sample_count,
        median,
        low,
        high,
        explanation,
        date_add(learned_on, interval 1 day) as holds_from,
        date_add(
            least(
                coalesce(
                    lead(learned_on) over (
                        partition by environment, subject, measure, slot order by learned_on
                    ),
                    date '9999-01-01'
                ),
                date_add(learned_on, interval 2 day)
            ),
            interval 1 day
        ) as holds_until,
    from {ledger}.`learned_usuals`
    where
        recorded_at > timestamp_sub(facts_since, interval 3 day)
),

ruled as (
    select
        *,
        if(
            measure = 'row_count',
            coalesce(
            if(
                safe_cast(json_value(alerts.min_rows) as int64)
                between 0 and 1000000000000000,
                safe_cast(json_value(alerts.min_rows) as int64), null
            ),
            null
        ), null
        ) as min_rows,
        if(
            measure = 'row_count',
            coalesce(
            if(
                safe_cast(json_value(alerts.max_rows) as int64)
                between 0 and 1000000000000000,
                safe_cast(json_value(alerts.max_rows) as int64), null
            ),
            null
        ), null
        ) as max_rows,
    from measured
    where value is not null
),

compared as (
    select
        ruled.*,
        usuals.slot,
        usuals.median,
        usuals.low,
        usuals.high,
        usuals.explanation,
        ruled.min_rows is not null or ruled.max_rows is not null as is_ruled,
        usuals.slot is not null and usuals.slot = '' as is_known,
        max(if(ruled.value between usuals.low and usuals.high, 1, 0)) over (
            partition by ruled.verdict_key, ruled.measure
        ) = 1 as is_usual,
    from ruled
    left join usuals
        on
            ruled.environment = usuals.environment
            and ruled.measure = usuals.measure
            and usuals.subject in (ruled.subject, ruled.exact_subject)
            and usuals.slot in ('', format_timestamp('%a %H', ruled.measured_at))
            and date(ruled.recorded_at) >= usuals.holds_from
            and date(ruled.recorded_at) < usuals.holds_until
    qualify
        row_number() over (
            partition by ruled.verdict_key, ruled.measure
            order by usuals.slot, usuals.subject desc
        ) = 1
),

judged as (
    select
        *,
        case
            when value < min_rows or value > max_rows then false
            when is_ruled then true
            else is_usual
        end as is_good,
        case measure
            when 'row_count' then 'row count'
            when 'duration_seconds' then 'duration'
            when 'null_count' then 'null count'
            else 'duplicate count'
        end as kind,
    from compared
    where is_known or is_ruled
)

select
        to_hex(md5(concat(kind, '\n', verdict_key))) as event_id,
        environment as environment,
        kind as kind,
        concat(subject, coalesce(concat('[', partition_key, ']'), '')) as subject_id,
        concat(kind, ' of asset ', asset_key, coalesce(concat(' [', partition_key, ']'), '')) as subject,
        if(is_good, 'good', 'bad') as outcome,
        measured_at as observed_at,
        recorded_at as known_at,
        if(is_good, null, if(
            json_value(alerts.severity) in ('critical', 'error', 'warn'),
            json_value(alerts.severity), case when (value = 0 or is_ruled) and kind = 'row count' then if(is_critical, 'critical', 'error') else 'warn' end
        )) as severity,
        false as is_event,
        subject as asset_id,
        asset_key as asset_name,
        kind as check_name,
        cast(null as string) as column_name,
        run_id as run_id,
        is_critical as is_critical,
        owner as owner,
        cast([] as array<string>) as tags,
        cast(null as string) as runbook_url,
        if(is_good, null, if(kind = 'duration', 'unknown', 'data_quality')) as error_class,
        if(is_good, null, concat(
            case
                when kind = 'duration'
                    then concat('took ', if(
            value < 120,
            concat(cast(cast(round(value) as int64) as string), ' s'),
            case
        when value < 2 * 3600
            then concat(cast(div(cast(floor(value) as int64), 60) as string), ' min')
        when value < 2 * 86400
            then concat(cast(div(cast(floor(value) as int64), 3600) as string), ' h')
        else concat(cast(div(cast(floor(value) as int64), 86400) as string), ' days')
    end
        ))
                when value = 0 then 'no rows'
                else
                    concat(
                        replace(format("%'d", cast(round(value) as int64)), "'", ','),
                        case kind when 'row count' then ' rows' when 'null count' then ' nulls' else ' duplicates' end
                    )
            end,
            ', ',
            case
                when value < min_rows
                    then concat(
                        'meta.alerts allows no fewer than ', replace(format("%'d", cast(round(min_rows) as int64)), "'", ',')
                    )
                when value > max_rows
                    then concat(
                        'meta.alerts allows no more than ', replace(format("%'d", cast(round(max_rows) as int64)), "'", ',')
                    )
                else explanation
            end
        )) as message,
        cast(null as int64) as failure_count,
        alerts as alerts,
        cast([] as array<string>) as depends_on,
        to_json(struct(value as value, median as median, low as low, high as high, partition_key as partition_key)) as details,
from judged
        ),
        observed as (
            select * from observed_dagster_runs
            union all
            select * from observed_asset_measures

        ),
        identified as (
            select
                *,
                to_hex(md5(concat(environment, '\n', kind, '\n', subject_id))) as fingerprint,
            from observed
            where outcome is not null
        )
        select
            identified.*,
            'dagster',
        from identified
        where
            not is_again
            or (outcome = 'good' and known_at <= read_since and observed_at >= facts_since);
    set facts_since = if(
        is_again,
        null,
        (
            select nullif(least(min(observed_at), read_since), read_since) from observations
            where family = 'dagster' and outcome = 'bad'
        )
    );
    set is_again = true;
end while;

set facts_since = dlt_reading.read_from;
set read_since = facts_since;
-- once, and once more when a bad fact came late: then also the goods that follow it
set is_again = false;
while facts_since is not null do
    insert into observations (event_id, environment, kind, subject_id, subject, outcome, observed_at, known_at, severity, is_event, asset_id, asset_name, check_name, column_name, run_id, is_critical, owner, tags, runbook_url, error_class, message, failure_count, alerts, depends_on, details, fingerprint, family)
    with
        observed_loads as (
with load_facts as (
    select * from {ledger}.`dlt_loads`
    where
        recorded_at > timestamp_sub(
            facts_since, interval 48 hour
        )
        and recorded_at <= look_clock
    qualify row_number() over (partition by row_id order by recorded_at) = 1
),

asset_facts as (
    select *, (
            select element
            from unnest(owners) as element with offset as element_number
            order by element_number
            limit 1
        ) as owner, (
            select element
            from unnest(dlt_load_ids) as element with offset as element_number
            order by element_number
            limit 1
        ) as made_by_load_id, coalesce(regexp_extract(table_name, r'[^.]+$'), regexp_extract(asset_key, r'[^/]+$')) as own_table_name, array_concat(
            coalesce(definition_tags, cast([] as array<string>)),
            array(select concat('kind:', asset_kind) from unnest(kinds) as asset_kind),
            if(group_name is null, cast([] as array<string>), [concat('group:', group_name)])
        ) as own_tags from {ledger}.`dagster_asset_materializations`
    where
        recorded_at > timestamp_sub(
            facts_since, interval 48 hour
        )
        and recorded_at <= look_clock
),

loads as (
    select
        *,
        array_to_string(failed_jobs, '\n') as failure,
        coalesce(array_length(failed_jobs), 0) > 0 as has_failed_jobs,
        concat(pipeline_name, '\n', load_id, '\n', status) as load_key,
        least(occurred_at, recorded_at) as observed_at,
    from load_facts
),

-- the tables of a load are written down at once
packages as (
    select
        environment,
        load_key,
        min(pipeline_name) as pipeline_name,
        min(load_id) as load_id,
        min(status) as status,
        min(observed_at) as observed_at,
        min(recorded_at) as recorded_at,
        min(pipeline_run_id) as pipeline_run_id,
        min(dagster_run_id) as dagster_run_id,
        min(destination) as destination,
        min(dataset_name) as dataset_name,
        countif(has_failed_jobs) as failed_table_count,
        if(
            count(*) > 1 and countif(has_failed_jobs) = count(*) and count(distinct failure) = 1,
            min(failure), null
        ) as common_failure,
    from loads
    group by environment, load_key
),

looked_at as (
    select
        loads.environment,
        concat('dlt.', loads.pipeline_name, '.', loads.table_name) as asset_id,
        concat(loads.pipeline_name, '.', loads.table_name) as asset_name,
        loads.row_id as verdict_key,
        loads.load_id,
        loads.observed_at,
        loads.recorded_at,
        loads.has_failed_jobs as is_bad,
        loads.failure,
        array_length(loads.failed_jobs) as failed_job_count,
        loads.pipeline_run_id,
        loads.dagster_run_id,
        loads.destination,
        loads.dataset_name,
        loads.rows_loaded,
    from loads
    inner join packages using (environment, load_key)
    where
        loads.recorded_at > facts_since and loads.recorded_at <= look_clock
        and packages.common_failure is null
        and (loads.has_failed_jobs or loads.status != 'failed')
    union all
    select
        environment,
        concat('dlt.', pipeline_name) as asset_id,
        pipeline_name as asset_name,
        load_key as verdict_key,
        load_id,
        observed_at,
        recorded_at,
        status = 'failed' as is_bad,
        coalesce(common_failure, 'the load failed before any of its jobs did') as failure,
        failed_table_count as failed_job_count,
        pipeline_run_id,
        dagster_run_id,
        destination,
        dataset_name,
        cast(null as int64) as rows_loaded,
    from packages
    where
        recorded_at > facts_since and recorded_at <= look_clock
        and (status != 'failed' or failed_table_count = 0 or common_failure is not null)
),

owned_loads as (
    select distinct
        asset_facts.environment,
        asset_facts.recorded_at,
        load_facts.pipeline_name,
        asset_facts.own_table_name as table_name,
        asset_facts.owner,
    from asset_facts
    cross join unnest(asset_facts.dlt_load_ids) as made_by
    inner join load_facts on made_by = load_facts.load_id
    where array_length(asset_facts.owners) > 0
),

load_owners as (
    select
        looked_at.verdict_key,
        min(owned_loads.owner) as owner,
    from looked_at
    inner join owned_loads
        on
            looked_at.environment = owned_loads.environment
            and owned_loads.recorded_at <= looked_at.recorded_at
        and owned_loads.recorded_at > timestamp_sub(
            looked_at.recorded_at, interval 48 hour
        )
    where
        looked_at.asset_id in (
            concat('dlt.', owned_loads.pipeline_name),
            concat('dlt.', owned_loads.pipeline_name, '.', owned_loads.table_name)
        )
    group by looked_at.verdict_key
),

judged as (
    select
        looked_at.*,
        load_owners.owner,
    from looked_at
    left join load_owners on looked_at.verdict_key = load_owners.verdict_key
)

select
        to_hex(md5(concat('load', '\n', verdict_key))) as event_id,
        environment as environment,
        'load' as kind,
        asset_id as subject_id,
        concat('load of ', asset_name) as subject,
        if(is_bad, 'bad', 'good') as outcome,
        observed_at as observed_at,
        recorded_at as known_at,
        if(is_bad, 'error', null) as severity,
        false as is_event,
        asset_id as asset_id,
        asset_name as asset_name,
        'loaded' as check_name,
        cast(null as string) as column_name,
        coalesce(dagster_run_id, load_id) as run_id,
        false as is_critical,
        owner as owner,
        cast([] as array<string>) as tags,
        cast(null as string) as runbook_url,
        if(is_bad, (
        select
            case
                when regexp_contains(said, r'(?m)^\s*(?:unrecognized name\b|name \S+ not found inside|query column \d+ has type|this model has an enforced contract|the source and target schemas on this|value has type \S+ which cannot be inserted|inserted row has wrong column count|provided schema does not match|field \S+ has changed (?:type|mode)|\S+ field \S+ is missing in new schema|(?:invalid )?schema update|cannot update (?:the )?schema|no such field|column \S+ (?:is )?not (?:present|found))') then 'schema_drift'
                when regexp_contains(said, r'(?m)^\s*(?:update/merge must match|bad \w+ value|(?:\w+ )?overflow\b|division by zero|could not (?:cast|parse|convert)|(?:failed to|cannot) parse|error while reading data|null value in|assertion failed|array index|invalid (?:date|datetime|timestamp|time|interval|numeric|bignumeric|json|value)\b|required (?:field|column) \S+ cannot be null|out of range|scalar subquery produced more than one)') then 'data_quality'
                when regexp_contains(said, r'(?m)^\s*(?:syntax error|no matching signature|(?:column name \S* ?is )?ambiguous|function not found|type not found|select list expression references|(?:un)?expected |too (?:many|few) arguments|number of arguments|too many partitions|duplicate column name|aggregat\w+ function|grouping by|table (?:name )?\S* ?must be qualified|unclosed|operands of|value of type|queries in |(?:\S+ )?is undefined|invalidquery)') then 'sql'
                when regexp_contains(said, r'(?m)^\s*(?:not found: (?:table|dataset|project|model|routine|view|function|location)|(?:table|dataset|model|view|routine) \S+ (?:was )?not found|\S+ \S+ depends on an? \w+ named[^\n]* which was not found)') then 'missing_relation'
                when regexp_contains(said, r'(?m)^\s*(?:access denied|permissions? (?:\S+ )?denied|unauthenticated|unauthorized|(?:the )?(?:user|caller|account)\b.* does not have|login required|request had (?:insufficient|invalid) authentication|request is missing required authentication|invalid_grant|invalid_client|invalid jwt|reauthentication is needed|your default credentials|(?:\S+ ){0,4}credentials were not found|could not automatically determine credentials|reason: (?:forbidden|unauthorized)\b|an error occurred \((?:accessdenied|unauthorized|expiredtoken)\w*\))') then 'auth'
                when regexp_contains(said, r'(?m)^\s*(?:(?:custom )?quota exceeded|(?:job )?exceeded (?:rate limits|quota)|rate ?limit ?exceeded|could not serialize access|query exceeded (?:limit for bytes billed|resource limits)|resources exceeded during query execution: too many|too many (?:requests|dml|table|concurrent)|transaction is aborted due to concurrent)') then 'quota'
                when regexp_contains(said, r'(?m)^\s*(?:resources exceeded|out of memory|(?:\S+ ){1,8}was terminated by signal 9\b|detected run worker status \w+: [^\n]*(?:oomkilled|outofmemory|exit ?code:? 137\b)|the query could not be executed in the allotted memory)') then 'out_of_memory'
                when regexp_contains(said, r'(?m)^\s*(?:(?:the )?(?:\w+ ){0,2}timed out|user code server request timed out|exceeded maximum runtime of|operation did not complete within|timeout of [\d.]+ ?s|deadline (?:of \S+ )?exceeded|gateway time-?out|(?:query|job) exceeded (?:the )?maximum execution time|https?connectionpool\([^)\n]*\): read timed out)') then 'timeout'
                when regexp_contains(said, r'(?m)^\s*(?:connection (?:was )?(?:reset|refused|aborted|closed|broken|error)|broken pipe|max retries exceeded|https?connectionpool\(|remote end closed|server disconnected|\[errno -?\d+\]|failed to resolve|temporary failure in name resolution|name or service not known|(?:the )?service (?:is )?(?:currently )?unavailable|bad gateway|backend ?error|(?:an )?internal (?:server )?error|error encountered during execution\. retrying)') then 'network'
                when regexp_contains(words, r'(?m)^\s*(?:[\w.]+: )?40[13] (?:get|post|put|patch|delete|head) \S|\bhttp(?:/[\d.]+)?(?: status)?(?: error)?(?: code)?:? 40[13]\b|^\s*(?:[\w.]+: )*(?:googleapi: )?error 40[13]:') then 'auth'
                when regexp_contains(words, r'(?m)^\s*(?:[\w.]+: )?429 (?:get|post|put|patch|delete|head) \S|\bhttp(?:/[\d.]+)?(?: status)?(?: error)?(?: code)?:? 429\b|^\s*(?:[\w.]+: )*(?:googleapi: )?error 429:') then 'quota'
                when regexp_contains(words, r'(?m)^\s*(?:[\w.]+: )?504 (?:get|post|put|patch|delete|head) \S|\bhttp(?:/[\d.]+)?(?: status)?(?: error)?(?: code)?:? 504\b|^\s*(?:[\w.]+: )*(?:googleapi: )?error 504:|^\s*(?:[\w.]*\.)?(?:(?:read|connect)?timeout(?:error)?)(?::|\(|$)') then 'timeout'
                when regexp_contains(words, r'(?m)^\s*(?:[\w.]+: )?50[023] (?:get|post|put|patch|delete|head) \S|\bhttp(?:/[\d.]+)?(?: status)?(?: error)?(?: code)?:? 50[023]\b|^\s*(?:[\w.]+: )*(?:googleapi: )?error 50[023]:|^\s*(?:[\w.]*\.)?(?:(?:connection(?:reset|refused|aborted)?|newconnection|protocol|brokenpipe|ssl|transport)error|remotedisconnected)(?::|\(|$)') then 'network'
                when regexp_contains(words, r'(?m)^\s*(?:[\w.]*\.)?(?:memoryerror)(?::|\(|$)') then 'out_of_memory'
                when regexp_contains(failure, r'^\s*Compilation Error\b') then 'sql'
                else 'unknown'
            end
        from unnest([regexp_replace(lower(failure), r'(?m)^\s*(?:database|runtime|compilation|parsing|dependency|internal) error(?: in [^\n]*)?$|^\s*(?:compiled code at|> in|> called by)[^\n]*$|\s*(?:at )?\[[^\[\]:\n]*:\d+\]|(?:^|[^\n(])\x22[^\x22\n]*\x22|(?:^|[^\n(])`[^`\n]*`|(?:^|[^\w\n(])\x27[^\x27\n]*\x27', '')]) as words
        cross join unnest([regexp_replace(words, r'(?m)^\s*(?:\([\x22\x27])?(?:[\w.]*(?:error|exception|badrequest|forbidden|notfound|conflict|unauthorized|unauthenticated|toomanyrequests|serviceunavailable|internalservererror|badgateway|gatewaytimeout|deadlineexceeded): |\d{3} (?:(?:get|post|put|patch|delete|head) \S+ )?|googleapi: error \d{3}: |caused by:? |query error: |bigquery (?:execution |adapter )?(?:failed|error)[.:]? )*', '')]) as said
    ), null) as error_class,
        if(is_bad, substr(
        regexp_extract(
            regexp_replace(
                failure, r'^\s*[A-Za-z]+ [Ee]rror( in [^\n]*)?\r?\n', ''
            ),
            r'^\s*([^\r\n]*[^\s])'
        ),
        1, 300
    ), null) as message,
        if(is_bad, failed_job_count, null) as failure_count,
        cast(null as json) as alerts,
        cast([] as array<string>) as depends_on,
        to_json(struct(load_id as load_id, pipeline_run_id as pipeline_run_id, destination as destination, dataset_name as dataset_name, rows_loaded as rows_loaded)) as details,
from judged
        ),
        observed_schema_drift as (
with loads as (
    select * from {ledger}.`dlt_loads`
    where recorded_at > facts_since and recorded_at <= look_clock
    qualify row_number() over (partition by row_id order by recorded_at) = 1
),

changed as (
    select
        *,
        least(occurred_at, recorded_at) as observed_at,
        concat('dlt.', pipeline_name, '.', table_name) as asset_id,
        concat(pipeline_name, '.', table_name) as asset_name,
        array_length(schema_changes) as column_count,
    from loads
    where status = 'loaded' and array_length(schema_changes) > 0
)

select
        to_hex(md5(concat('schema drift', '\n', row_id))) as event_id,
        environment as environment,
        'schema drift' as kind,
        asset_id as subject_id,
        concat('columns of ', asset_name) as subject,
        'bad' as outcome,
        observed_at as observed_at,
        recorded_at as known_at,
        'warn' as severity,
        true as is_event,
        asset_id as asset_id,
        asset_name as asset_name,
        'schema' as check_name,
        cast(null as string) as column_name,
        coalesce(dagster_run_id, load_id) as run_id,
        false as is_critical,
        cast(null as string) as owner,
        cast([] as array<string>) as tags,
        cast(null as string) as runbook_url,
        'schema_drift' as error_class,
        concat(cast(column_count as string), if(column_count = 1, ' new column: ', ' new columns: '), array_to_string(array(select one from unnest(schema_changes) as one with offset as place where place < 5 order by place), ', '), if(column_count > 5, concat(' +', cast(column_count - 5 as string), ' more'), '')) as message,
        column_count as failure_count,
        cast(null as json) as alerts,
        cast([] as array<string>) as depends_on,
        to_json(struct(load_id as load_id, pipeline_run_id as pipeline_run_id, destination as destination, dataset_name as dataset_name, schema_changes as schema_changes)) as details,
from changed
        ),
        observed_load_measures as (
with new_loads as (
    select * from {ledger}.`dlt_loads`
    where recorded_at > facts_since and recorded_at <= look_clock
    qualify row_number() over (partition by row_id order by recorded_at) = 1
),

load_facts as (
    select * from {ledger}.`dlt_loads`
    where
        recorded_at > timestamp_sub(
            facts_since, interval 48 hour
        )
        and recorded_at <= look_clock
    qualify row_number() over (partition by row_id order by recorded_at) = 1
),

asset_facts as (
    select *, (
            select element
            from unnest(owners) as element with offset as element_number
            order by element_number
            limit 1
        ) as owner, (
            select element
            from unnest(dlt_load_ids) as element with offset as element_number
            order by element_number
            limit 1
        ) as made_by_load_id, coalesce(regexp_extract(table_name, r'[^.]+$'), regexp_extract(asset_key, r'[^/]+$')) as own_table_name, array_concat(
            coalesce(definition_tags, cast([] as array<string>)),
            array(select concat('kind:', asset_kind) from unnest(kinds) as asset_kind),
            if(group_name is null, cast([] as array<string>), [concat('group:', group_name)])
        ) as own_tags from {ledger}.`dagster_asset_materializations`
    where
        recorded_at > timestamp_sub(
            facts_since, interval 48 hour
        )
        and recorded_at <= look_clock
),

refreshed_loads as (
    select
        environment,
        concat('dlt.', pipeline_name, '.', table_name) as subject,
        concat(pipeline_name, '.', table_name) as asset_name,
        row_id as verdict_key,
        load_id,
        dagster_run_id,
        rows_loaded as row_count,
        cast(null as float64) as duration_seconds,
        least(occurred_at, recorded_at) as measured_at,
        recorded_at,
    from new_loads
    where status = 'loaded' and shifted_days is null
    union all
    select
        environment,
        concat('dlt.', pipeline_name) as subject,
        pipeline_name as asset_name,
        load_id as verdict_key,
        load_id,
        min(dagster_run_id) as dagster_run_id,
        cast(null as int64) as row_count,
        round(timestamp_diff(max(finished_at), min(started_at), microsecond) / 1000000, 1) as duration_seconds,
        min(least(occurred_at, recorded_at)) as measured_at,
        min(recorded_at) as recorded_at,
    from new_loads
    where status = 'loaded' and shifted_days is null
    group by environment, pipeline_name, load_id
),

asked as (
    select
        *,
        subject as asset_id,
    from refreshed_loads
),

owned_loads as (
    select distinct
        asset_facts.environment,
        asset_facts.recorded_at,
        load_facts.pipeline_name,
        asset_facts.own_table_name as table_name,
        asset_facts.owner,
    from asset_facts
    cross join unnest(asset_facts.dlt_load_ids) as made_by
    inner join load_facts on made_by = load_facts.load_id
    where array_length(asset_facts.owners) > 0
),

load_owners as (
    select
        asked.verdict_key,
        min(owned_loads.owner) as owner,
    from asked
    inner join owned_loads
        on
            asked.environment = owned_loads.environment
            and owned_loads.recorded_at <= asked.recorded_at
        and owned_loads.recorded_at > timestamp_sub(
            asked.recorded_at, interval 48 hour
        )
    where
        asked.asset_id in (
            concat('dlt.', owned_loads.pipeline_name),
            concat('dlt.', owned_loads.pipeline_name, '.', owned_loads.table_name)
        )
    group by asked.verdict_key
),

measured as (
    select
        asked.*,
        load_owners.owner,
        asked.subject as exact_subject,
        measure,
        if(measure = 'row_count', cast(asked.row_count as float64), asked.duration_seconds) as value,
        false as is_critical,
        cast(null as json) as alerts,
    from asked
    cross join unnest(['row_count', 'duration_seconds']) as measure
    left join load_owners on asked.verdict_key = load_owners.verdict_key
),

usuals as (
    select
        environment,
        subject,
        measure,
        slot,
        sample_count,
        median,
        low,
        high,
        explanation,
        date_add(learned_on, interval 1 day) as holds_from,
        date_add(
            least(
                coalesce(
                    lead(learned_on) over (
                        partition by environment, subject, measure, slot order by learned_on
                    ),
                    date '9999-01-01'
                ),
                date_add(learned_on, interval 2 day)
            ),
            interval 1 day
        ) as holds_until,
    from {ledger}.`learned_usuals`
    where
        recorded_at > timestamp_sub(facts_since, interval 3 day)
),

ruled as (
    select
        *,
        if(
            measure = 'row_count',
            coalesce(
            if(
                safe_cast(json_value(alerts.min_rows) as int64)
                between 0 and 1000000000000000,
                safe_cast(json_value(alerts.min_rows) as int64), null
            ),
            null
        ), null
        ) as min_rows,
        if(
            measure = 'row_count',
            coalesce(
            if(
                safe_cast(json_value(alerts.max_rows) as int64)
                between 0 and 1000000000000000,
                safe_cast(json_value(alerts.max_rows) as int64), null
            ),
            null
        ), null
        ) as max_rows,
    from measured
    where value is not null
),

compared as (
    select
        ruled.*,
        usuals.slot,
        usuals.median,
        usuals.low,
        usuals.high,
        usuals.explanation,
        ruled.min_rows is not null or ruled.max_rows is not null as is_ruled,
        usuals.slot is not null and usuals.slot = '' as is_known,
        max(if(ruled.value between usuals.low and usuals.high, 1, 0)) over (
            partition by ruled.verdict_key, ruled.measure
        ) = 1 as is_usual,
    from ruled
    left join usuals
        on
            ruled.environment = usuals.environment
            and ruled.measure = usuals.measure
            and usuals.subject in (ruled.subject, ruled.exact_subject)
            and usuals.slot in ('', format_timestamp('%a %H', ruled.measured_at))
            and date(ruled.recorded_at) >= usuals.holds_from
            and date(ruled.recorded_at) < usuals.holds_until
    qualify
        row_number() over (
            partition by ruled.verdict_key, ruled.measure
            order by usuals.slot, usuals.subject desc
        ) = 1
),

judged as (
    select
        *,
        case
            when value < min_rows or value > max_rows then false
            when is_ruled then true
            else is_usual
        end as is_good,
        case measure
            when 'row_count' then 'row count'
            when 'duration_seconds' then 'duration'
            when 'null_count' then 'null count'
            else 'duplicate count'
        end as kind,
    from compared
    where is_known or is_ruled
)

select
        to_hex(md5(concat(kind, '\n', verdict_key))) as event_id,
        environment as environment,
        kind as kind,
        subject as subject_id,
        concat(kind, ' of ', asset_name) as subject,
        if(is_good, 'good', 'bad') as outcome,
        measured_at as observed_at,
        recorded_at as known_at,
        if(is_good, null, if(
            json_value(alerts.severity) in ('critical', 'error', 'warn'),
            json_value(alerts.severity), case when (value = 0 or is_ruled) and kind = 'row count' then if(is_critical, 'critical', 'error') else 'warn' end
        )) as severity,
        false as is_event,
        asset_id as asset_id,
        asset_name as asset_name,
        kind as check_name,
        cast(null as string) as column_name,
        coalesce(dagster_run_id, load_id) as run_id,
        is_critical as is_critical,
        owner as owner,
        cast([] as array<string>) as tags,
        cast(null as string) as runbook_url,
        if(is_good, null, if(kind = 'duration', 'unknown', 'data_quality')) as error_class,
        if(is_good, null, concat(
            case
                when kind = 'duration'
                    then concat('took ', if(
            value < 120,
            concat(cast(cast(round(value) as int64) as string), ' s'),
            case
        when value < 2 * 3600
            then concat(cast(div(cast(floor(value) as int64), 60) as string), ' min')
        when value < 2 * 86400
            then concat(cast(div(cast(floor(value) as int64), 3600) as string), ' h')
        else concat(cast(div(cast(floor(value) as int64), 86400) as string), ' days')
    end
        ))
                when value = 0 then 'no rows'
                else
                    concat(
                        replace(format("%'d", cast(round(value) as int64)), "'", ','),
                        case kind when 'row count' then ' rows' when 'null count' then ' nulls' else ' duplicates' end
                    )
            end,
            ', ',
            case
                when value < min_rows
                    then concat(
                        'meta.alerts allows no fewer than ', replace(format("%'d", cast(round(min_rows) as int64)), "'", ',')
                    )
                when value > max_rows
                    then concat(
                        'meta.alerts allows no more than ', replace(format("%'d", cast(round(max_rows) as int64)), "'", ',')
                    )
                else explanation
            end
        )) as message,
        cast(null as int64) as failure_count,
        alerts as alerts,
        cast([] as array<string>) as depends_on,
        to_json(struct(value as value, median as median, low as low, high as high, load_id as load_id)) as details,
from judged
        ),
        observed as (
            select * from observed_loads
            union all
            select * from observed_schema_drift
            union all
            select * from observed_load_measures

        ),
        identified as (
            select
                *,
                to_hex(md5(concat(environment, '\n', kind, '\n', subject_id))) as fingerprint,
            from observed
            where outcome is not null
        )
        select
            identified.*,
            'dlt',
        from identified
        where
            not is_again
            or (outcome = 'good' and known_at <= read_since and observed_at >= facts_since);
    set facts_since = if(
        is_again,
        null,
        (
            select nullif(least(min(observed_at), read_since), read_since) from observations
            where family = 'dlt' and outcome = 'bad'
        )
    );
    set is_again = true;
end while;

set facts_since = notices_reading.read_from;
set read_since = facts_since;
-- once, and once more when a bad fact came late: then also the goods that follow it
set is_again = false;
while facts_since is not null do
    insert into observations (event_id, environment, kind, subject_id, subject, outcome, observed_at, known_at, severity, is_event, asset_id, asset_name, check_name, column_name, run_id, is_critical, owner, tags, runbook_url, error_class, message, failure_count, alerts, depends_on, details, fingerprint, family)
    with
        observed_notices as (
with notices as (
    select * from {ledger}.`alert_notices`
    where recorded_at > facts_since and recorded_at <= look_clock
    qualify row_number() over (partition by row_id order by recorded_at) = 1
)

select
        to_hex(md5(concat('notice', '\n', row_id))) as event_id,
        environment as environment,
        'notice' as kind,
        if(status = 'event', notice_id, notice_key) as subject_id,
        title as subject,
        if(status = 'resolved', 'good', 'bad') as outcome,
        recorded_at as observed_at,
        recorded_at as known_at,
        if(status = 'resolved', null, severity) as severity,
        status = 'event' as is_event,
        cast(null as string) as asset_id,
        asset_name as asset_name,
        source as check_name,
        cast(null as string) as column_name,
        notice_id as run_id,
        severity = 'critical' as is_critical,
        owner as owner,
        tags as tags,
        coalesce(runbook_url, link_url) as runbook_url,
        if(status = 'resolved', null, 'unknown') as error_class,
        substr(
        regexp_extract(
            regexp_replace(
                detail, r'^\s*[A-Za-z]+ [Ee]rror( in [^\n]*)?\r?\n', ''
            ),
            r'^\s*([^\r\n]*[^\s])'
        ),
        1, 300
    ) as message,
        cast(null as int64) as failure_count,
        cast(null as json) as alerts,
        cast([] as array<string>) as depends_on,
        if(array_length(facts) > 0, to_json(struct(array_to_string(facts, '\n') as facts)), null) as details,
from notices
        ),
        observed as (
            select * from observed_notices

        ),
        identified as (
            select
                *,
                to_hex(md5(concat(environment, '\n', kind, '\n', subject_id))) as fingerprint,
            from observed
            where outcome is not null
        )
        select
            identified.*,
            'notices',
        from identified
        where
            not is_again
            or (outcome = 'good' and known_at <= read_since and observed_at >= facts_since);
    set facts_since = if(
        is_again,
        null,
        (
            select nullif(least(min(observed_at), read_since), read_since) from observations
            where family = 'notices' and outcome = 'bad'
        )
    );
    set is_again = true;
end while;

set facts_since = deliveries_reading.read_from;
set read_since = facts_since;
-- once, and once more when a bad fact came late: then also the goods that follow it
set is_again = false;
while facts_since is not null do
    insert into observations (event_id, environment, kind, subject_id, subject, outcome, observed_at, known_at, severity, is_event, asset_id, asset_name, check_name, column_name, run_id, is_critical, owner, tags, runbook_url, error_class, message, failure_count, alerts, depends_on, details, fingerprint, family)
    with
        observed_receivers as (
with deliveries as (
    select * from {ledger}.`alert_deliveries`
    where
        recorded_at > timestamp_sub(
            facts_since, interval 48 hour
        )
        and recorded_at <= look_clock
    qualify row_number() over (partition by row_id order by recorded_at) = 1
),

attempts as (
    select
        *,
        least(occurred_at, recorded_at) as observed_at,
    from deliveries
    where event in ('accepted', 'retryable', 'permanent', 'unknown')
),

fresh as (
    select * from attempts
    where recorded_at > facts_since and recorded_at <= look_clock
),

failures as (
    select
        fresh.row_id,
        countif(recent.event != 'accepted') as failed_count,
        countif(recent.event = 'permanent') as refused_count,
        count(*) as attempt_count,
    from fresh
    inner join attempts as recent
        on
            fresh.environment = recent.environment
            and fresh.receiver = recent.receiver
            and recent.observed_at <= fresh.observed_at
            and recent.observed_at >= timestamp_sub(fresh.observed_at, interval 15 minute)
            and recent.recorded_at <= fresh.recorded_at
    where fresh.event != 'accepted'
    group by fresh.row_id
),

judged as (
    select
        fresh.*,
        fresh.event = 'accepted' as is_good,
        failures.failed_count,
        failures.attempt_count,
    from fresh
    left join failures on fresh.row_id = failures.row_id
    where
        fresh.event = 'accepted'
        or (
            100 * failures.failed_count
            > 1 * failures.attempt_count
            and (
                failures.failed_count >= 3
                or failures.refused_count > 0
            )
        )
)

select
        to_hex(md5(concat('receiver', '\n', row_id))) as event_id,
        environment as environment,
        'receiver' as kind,
        receiver as subject_id,
        concat('receiver ', receiver) as subject,
        if(is_good, 'good', 'bad') as outcome,
        observed_at as observed_at,
        recorded_at as known_at,
        if(is_good, null, 'error') as severity,
        false as is_event,
        cast(null as string) as asset_id,
        receiver as asset_name,
        'takes messages' as check_name,
        cast(null as string) as column_name,
        tick_id as run_id,
        false as is_critical,
        cast(null as string) as owner,
        cast([] as array<string>) as tags,
        cast(null as string) as runbook_url,
        if(is_good, null, 'network') as error_class,
        if(is_good, null, concat(cast(failed_count as string), ' of ', cast(attempt_count as string), ' attempts failed within 15 minutes', coalesce(concat(': ', substr(
        regexp_extract(
            regexp_replace(
                response, r'^\s*[A-Za-z]+ [Ee]rror( in [^\n]*)?\r?\n', ''
            ),
            r'^\s*([^\r\n]*[^\s])'
        ),
        1, 300
    )), ''))) as message,
        if(is_good, null, failed_count) as failure_count,
        cast(null as json) as alerts,
        cast([] as array<string>) as depends_on,
        to_json(struct(transport as transport, response_code as response_code)) as details,
from judged
        ),
        observed as (
            select * from observed_receivers

        ),
        identified as (
            select
                *,
                to_hex(md5(concat(environment, '\n', kind, '\n', subject_id))) as fingerprint,
            from observed
            where outcome is not null
        )
        select
            identified.*,
            'deliveries',
        from identified
        where
            not is_again
            or (outcome = 'good' and known_at <= read_since and observed_at >= facts_since);
    set facts_since = if(
        is_again,
        null,
        (
            select nullif(least(min(observed_at), read_since), read_since) from observations
            where family = 'deliveries' and outcome = 'bad'
        )
    );
    set is_again = true;
end while;


if dbt_reading.read_from is not null then
    set edges_since = coalesce(timestamp_sub(base_clock, interval 10 minute), timestamp '1970-01-01');
    insert into {ledger}.`asset_edges` (
    row_id, recorded_at, recorded_by, environment, parent_id, child_id, child_kind, child_name,
    owner, is_removed
)
with nodes as (
    select * from {ledger}.`dbt_node_results`
    where
        recorded_at > edges_since
        and recorded_at <= look_clock
        and resource_type != 'operation'
    qualify
        row_number() over (
            partition by environment, unique_id order by occurred_at desc, invocation_id desc
        ) = 1
),

source_relations as (
    select environment, asset_id as source_id, asset_name as name, asset_relation as relation
    from {ledger}.`dbt_test_results`
    where
        recorded_at > edges_since
        and recorded_at <= look_clock
        and starts_with(asset_id, 'source.')
    union all
    select environment, unique_id, concat(source_name, '.', table_name), relation_name
    from {ledger}.`dbt_source_freshness`
    where recorded_at > edges_since and recorded_at <= look_clock
),

loaded_tables as (
    select distinct
        environment,
        concat('dlt.', pipeline_name, '.', table_name) as asset_id,
        concat(dataset_name, '.', table_name) as relation,
    from {ledger}.`dlt_loads`
    where recorded_at > timestamp_sub(look_clock, interval 7 day) and recorded_at <= look_clock
),

seen as (
    select
        environment,
        parent_id,
        unique_id as child_id,
        'asset' as child_kind,
        name as child_name,
        owner,
    from nodes
    cross join unnest(depends_on) as parent_id
    union all
    select
        environment,
        unique_id,
        concat('exposure.', exposure),
        'exposure',
        coalesce(regexp_extract(exposure, r'^(.*) \([^()]*\)$'), exposure),
        regexp_extract(exposure, r' \(([^()]*)\)$'),
    from nodes
    cross join unnest(exposures) as exposure
    union all
    select
        loaded_tables.environment,
        loaded_tables.asset_id,
        source_relations.source_id,
        'asset',
        source_relations.name,
        cast(null as string),
    from loaded_tables
    inner join source_relations
        on
            loaded_tables.environment = source_relations.environment
            and loaded_tables.relation = regexp_extract(
                replace(source_relations.relation, '`', ''), r'[^.]+\.[^.]+$'
            )
),

-- each once, whatever the number of commands that told of it
wanted as (
    select
        environment,
        parent_id,
        child_id,
        max(child_kind) as child_kind,
        max(child_name) as child_name,
        max(owner) as owner,
    from seen
    group by environment, parent_id, child_id
),

known as (
    select environment, parent_id, child_id, child_kind, child_name, owner
    from {ledger}.`asset_edges`
    qualify
        row_number() over (
            partition by environment, parent_id, child_id order by recorded_at desc, row_id
        ) = 1
        and not is_removed
),

-- gone: an edge of a node that was looked at and does not name it any more
compared as (
    select
        coalesce(wanted.environment, known.environment) as environment,
        coalesce(wanted.parent_id, known.parent_id) as parent_id,
        coalesce(wanted.child_id, known.child_id) as child_id,
        coalesce(wanted.child_kind, known.child_kind) as child_kind,
        coalesce(wanted.child_name, known.child_name) as child_name,
        coalesce(wanted.owner, known.owner) as owner,
        wanted.child_id is null as is_removed,
        if(
            coalesce(wanted.child_kind, known.child_kind) = 'exposure',
            coalesce(wanted.parent_id, known.parent_id), coalesce(wanted.child_id, known.child_id)
        ) as told_by,
        known.child_id is not null
        and wanted.child_id is not null
        and wanted.child_name = known.child_name
        and coalesce(wanted.owner, '') = coalesce(known.owner, '') as is_the_same,
    from wanted
    full outer join known
        on
            wanted.environment = known.environment
            and wanted.parent_id = known.parent_id
            and wanted.child_id = known.child_id
),

edge_changes as (
    select compared.*
    from compared
    left join nodes
        on compared.environment = nodes.environment and compared.told_by = nodes.unique_id
    where not compared.is_the_same and (not compared.is_removed or nodes.unique_id is not null)
)

select
    to_hex(md5(concat(this_look, '\n', environment, '\n', parent_id, '\n', child_id))),
    current_timestamp(), session_user(), environment, parent_id, child_id, child_kind, child_name,
    owner, is_removed
from edge_changes;
end if;

set look_judged = (select as struct 0 as row_count, 0 as turn_count, 0 as older_count);
set found_count = 0;
if coalesce(dbt_reading.read_from, dagster_reading.read_from, dlt_reading.read_from, notices_reading.read_from, deliveries_reading.read_from) is not null then
    set found_count = (select count(*) from observations);
end if;
if found_count > 0 or copies_due then
    -- once, and once more when a fact is older than what is known of its subject: then its whole history
set is_again = true;
while is_again do
    create or replace temp table judged as
    with written as (
    select * from {ledger}.`problem_events`
    where recorded_at >= events_since
    qualify
        row_number() over (
            partition by event_id
            order by
                if(occurrences_before is null, 1, 0),
                if(occurrences_before is null, null, recorded_at) desc,
                recorded_at,
                look_id
        ) = 1
        and outcome != 'void'
        and max(if(outcome = 'void', 1, 0)) over (partition by coalesce(voids, event_id)) = 0
),

taken_back as (
    select * from observations
    where voids is not null
),

standing as (
    select written.*
    from written
    left join taken_back on written.event_id = taken_back.voids
    where taken_back.voids is null
),

fresh as (
    select observations.*
    from observations
    left join standing on observations.event_id = standing.event_id
    where standing.event_id is null and observations.voids is null
    qualify
        row_number() over (
            partition by observations.event_id order by observations.known_at
        ) = 1
),

-- who reads all verdicts needs no copy to count them
verdicts as (
    select
        fingerprint,
        event_id, environment, kind, subject_id, subject, outcome, observed_at, known_at, severity, is_event, asset_id, asset_name, check_name, column_name, run_id, is_critical, owner, tags, runbook_url, error_class, message, failure_count, alerts, depends_on, details,
        if(reads_everything, null, occurrences_before) as occurrences_before,
        evidence,
        false as is_fresh,
    from standing
    union all
    select fingerprint, event_id, environment, kind, subject_id, subject, outcome, observed_at, known_at, severity, is_event, asset_id, asset_name, check_name, column_name, run_id, is_critical, owner, tags, runbook_url, error_class, message, failure_count, alerts, depends_on, details, null, null, true
    from fresh
),

placed as (
    select
        *,
        row_number() over in_order as place,
        coalesce(lag(if(is_event, 'good', outcome)) over in_order, 'good') as outcome_before,
        lag(outcome) over in_order is null as is_first,
    from verdicts
    window in_order as (partition by fingerprint order by observed_at, if(outcome = 'good', 0, 1), event_id)
),

with_episodes as (
    select
        *,
        sum(if(outcome = 'bad' and outcome_before = 'good', 1, 0)) over (
            partition by fingerprint order by place
            rows between unbounded preceding and current row
        ) as episode_number,
        case severity when 'critical' then 1 when 'error' then 2 when 'info' then 4 else 3 end as severity_rank,
        not is_first and outcome != outcome_before as is_change,
    from placed
),

-- the copy that tells how often the episode had been seen before stands for what it replaces
anchored as (
    select
        *,
        min(if(outcome = 'bad', severity_rank, null)) over (
            partition by fingerprint, episode_number order by place
            rows between unbounded preceding and 1 preceding
        ) as worst_rank_before,
        max(occurrences_before) over (
            partition by fingerprint, episode_number order by place
            rows between unbounded preceding and current row
        ) as anchor_before,
    from with_episodes
),

numbered as (
    select
        *,
        coalesce(anchor_before, 0) + sum(if(outcome = 'bad', 1, 0)) over (
            partition by fingerprint, episode_number, anchor_before order by place
            rows between unbounded preceding and current row
        ) as occurrence_number,
    from anchored
),

marked as (
    select
        *,
        case
            when outcome = 'bad' and (outcome_before = 'good' or is_event) then 'opened'
            when outcome = 'bad' and severity_rank < worst_rank_before then 'worsened'
            when outcome = 'good' and outcome_before = 'bad' then 'ended'
        end as edge,
        row_number() over (
            partition by fingerprint, outcome, date(observed_at) order by place
        ) as number_of_day,
        max(episode_number) over (partition by fingerprint) as last_episode_number,
        max(if(outcome = 'bad' and not is_fresh, place, null)) over (
            partition by fingerprint, episode_number
        ) as last_known_bad_place,
        max(if(outcome = 'good' or is_event, observed_at, null)) over (
            partition by fingerprint, episode_number
        ) as over_at,
        max(if(is_fresh, null, place)) over (partition by fingerprint) as last_known_place,
        min(if(is_fresh, place, null)) over (partition by fingerprint) as first_fresh_place,
        not reads_everything
        and is_fresh
        and coalesce(
            observed_at < max(if(is_fresh, null, observed_at)) over (partition by fingerprint), false
        ) as is_older,
        max(if(outcome = 'good', place, null)) over (
            partition by fingerprint order by place
            rows between unbounded preceding and 1 preceding
        ) as good_before_place,
    from numbered
),

-- a fact older than what was known of its subject may change everything since the good before it
rewritten as (
    select
        *,
        if(
            last_known_place > first_fresh_place,
            coalesce(
                max(if(place = first_fresh_place, good_before_place, null)) over (
                    partition by fingerprint
                ),
                0
            ),
            null
        ) as rewritten_from_place,
    from marked
),

final as (
    select
        fingerprint,
        event_id, environment, kind, subject_id, subject, outcome, observed_at, known_at, severity, is_event, asset_id, asset_name, check_name, column_name, run_id, is_critical, owner, tags, runbook_url, error_class, message, failure_count, alerts, depends_on, details,
        edge,
        not is_fresh as is_copy,
        if(is_fresh or outcome = 'good', null, occurrence_number - 1) as occurrences_before,
        evidence,
        cast(null as string) as voids,
        is_older,
    from rewritten
    where
        is_older
        or (is_fresh and (outcome = 'bad' or edge = 'ended' or number_of_day = 1))
        or (not is_fresh and coalesce(place >= rewritten_from_place, false))
        or (
            not is_fresh
            and copies_due
            and episode_number > 0
            and episode_number = last_episode_number
            and (edge is not null or place = last_known_bad_place)
            and coalesce(
                over_at >= timestamp_sub(
                    look_clock, interval 7 day
                ),
                true
            )
        )
)

select * from final
union all
select
    fingerprint,
    event_id, environment, kind, subject_id, subject, outcome, observed_at, known_at, severity, is_event, asset_id, asset_name, check_name, column_name, run_id, is_critical, owner, tags, runbook_url, error_class, message, failure_count, alerts, depends_on, details,
    cast(null as string),
    false,
    cast(null as int64),
    cast(null as json),
    voids,
    false,
from taken_back;
    set look_judged = (
        select as struct
            count(*) as row_count,
            coalesce(countif(edge is not null and evidence is null), 0) as turn_count,
            coalesce(countif(is_older), 0) as older_count,
        from judged
    );
    set is_again = look_judged.older_count > 0 and not reads_everything;
    if is_again then
        set reads_everything = true;
        set events_since = timestamp '1970-01-01';
    end if;
end while;
if look_judged.turn_count > 0 then
    create or replace temp table turns as
with turning as (
    select fingerprint, min(observed_at) as first_at
    from judged
    where edge is not null and evidence is null
    group by fingerprint
),

known as (
    select * from {ledger}.`problem_events`
    where recorded_at >= timestamp_sub(look_clock, interval 30 day)
    qualify
        row_number() over (
            partition by event_id
            order by
                if(occurrences_before is null, 1, 0),
                if(occurrences_before is null, null, recorded_at) desc,
                recorded_at,
                look_id
        ) = 1
        and outcome != 'void'
        and max(if(outcome = 'void', 1, 0)) over (partition by coalesce(voids, event_id)) = 0
),

verdicts as (
    select
        known.event_id, known.fingerprint, known.observed_at, known.outcome, known.severity,
        known.is_event, known.occurrences_before, known.run_id, false as is_turn,
    from known
    inner join turning on known.fingerprint = turning.fingerprint
    union all
    select
        event_id, fingerprint, observed_at, outcome, severity, is_event, occurrences_before, run_id,
        edge is not null and evidence is null,
    from judged
    where not is_copy and outcome != 'void'
),

placed as (
    select
        *,
        row_number() over in_order as place,
        coalesce(lag(if(is_event, 'good', outcome)) over in_order, 'good') as outcome_before,
        lag(outcome) over in_order is null as is_first,
    from verdicts
    window in_order as (partition by fingerprint order by observed_at, if(outcome = 'good', 0, 1), event_id)
),

with_episodes as (
    select
        *,
        sum(if(outcome = 'bad' and outcome_before = 'good', 1, 0)) over (
            partition by fingerprint order by place
            rows between unbounded preceding and current row
        ) as episode_number,
        case severity when 'critical' then 1 when 'error' then 2 when 'info' then 4 else 3 end as severity_rank,
        not is_first and outcome != outcome_before as is_change,
    from placed
),

-- the copy that tells how often the episode had been seen before stands for what it replaces
anchored as (
    select
        *,
        min(if(outcome = 'bad', severity_rank, null)) over (
            partition by fingerprint, episode_number order by place
            rows between unbounded preceding and 1 preceding
        ) as worst_rank_before,
        max(occurrences_before) over (
            partition by fingerprint, episode_number order by place
            rows between unbounded preceding and current row
        ) as anchor_before,
    from with_episodes
),

numbered as (
    select
        *,
        coalesce(anchor_before, 0) + sum(if(outcome = 'bad', 1, 0)) over (
            partition by fingerprint, episode_number, anchor_before order by place
            rows between unbounded preceding and current row
        ) as occurrence_number,
    from anchored
),

described as (
    select
        *,
        min(if(outcome = 'bad', observed_at, null)) over (
            partition by fingerprint, episode_number
        ) as opened_at,
        first_value(run_id) over (
            partition by fingerprint, episode_number order by place
            rows between unbounded preceding and current row
        ) as opened_run_id,
        max(if(outcome = 'good', observed_at, null)) over earlier as last_green_at,
        last_value(if(outcome = 'good', run_id, null) ignore nulls) over earlier
            as last_green_run_id,
        max(if(outcome = 'bad', observed_at, null)) over earlier as last_bad_at,
        last_value(if(outcome = 'bad', run_id, null) ignore nulls) over earlier as last_bad_run_id,
        concat(
            coalesce(
                substr(
                    '✓!✗',
                    max(
                        if(
                            date(observed_at) = date_sub(date(look_clock), interval 8 day),
                            case when outcome = 'good' then 1 when severity = 'warn' then 2 else 3 end, null
                        )
                    ) over subject,
                    1
                ),
                '·'
            ),
            coalesce(
                substr(
                    '✓!✗',
                    max(
                        if(
                            date(observed_at) = date_sub(date(look_clock), interval 7 day),
                            case when outcome = 'good' then 1 when severity = 'warn' then 2 else 3 end, null
                        )
                    ) over subject,
                    1
                ),
                '·'
            ),
            coalesce(
                substr(
                    '✓!✗',
                    max(
                        if(
                            date(observed_at) = date_sub(date(look_clock), interval 6 day),
                            case when outcome = 'good' then 1 when severity = 'warn' then 2 else 3 end, null
                        )
                    ) over subject,
                    1
                ),
                '·'
            ),
            coalesce(
                substr(
                    '✓!✗',
                    max(
                        if(
                            date(observed_at) = date_sub(date(look_clock), interval 5 day),
                            case when outcome = 'good' then 1 when severity = 'warn' then 2 else 3 end, null
                        )
                    ) over subject,
                    1
                ),
                '·'
            ),
            coalesce(
                substr(
                    '✓!✗',
                    max(
                        if(
                            date(observed_at) = date_sub(date(look_clock), interval 4 day),
                            case when outcome = 'good' then 1 when severity = 'warn' then 2 else 3 end, null
                        )
                    ) over subject,
                    1
                ),
                '·'
            ),
            coalesce(
                substr(
                    '✓!✗',
                    max(
                        if(
                            date(observed_at) = date_sub(date(look_clock), interval 3 day),
                            case when outcome = 'good' then 1 when severity = 'warn' then 2 else 3 end, null
                        )
                    ) over subject,
                    1
                ),
                '·'
            ),
            coalesce(
                substr(
                    '✓!✗',
                    max(
                        if(
                            date(observed_at) = date_sub(date(look_clock), interval 2 day),
                            case when outcome = 'good' then 1 when severity = 'warn' then 2 else 3 end, null
                        )
                    ) over subject,
                    1
                ),
                '·'
            ),
            coalesce(
                substr(
                    '✓!✗',
                    max(
                        if(
                            date(observed_at) = date_sub(date(look_clock), interval 1 day),
                            case when outcome = 'good' then 1 when severity = 'warn' then 2 else 3 end, null
                        )
                    ) over subject,
                    1
                ),
                '·'
            ),
            coalesce(
                substr(
                    '✓!✗',
                    max(
                        if(
                            date(observed_at) = date_sub(date(look_clock), interval 0 day),
                            case when outcome = 'good' then 1 when severity = 'warn' then 2 else 3 end, null
                        )
                    ) over subject,
                    1
                ),
                '·'
            )
        ) as marks,
    from numbered
    window
        earlier as (
            partition by fingerprint order by place
            rows between unbounded preceding and 1 preceding
        ),
        subject as (partition by fingerprint)
)

select
    described.event_id,
    described.opened_at,
    described.opened_run_id,
    described.last_green_at,
    described.last_green_run_id,
    described.last_bad_at,
    described.last_bad_run_id,
    described.marks,
    judged.fingerprint,
    judged.environment,
    judged.kind,
    regexp_extract(judged.subject_id, r'[^/]+$') as unique_id,
    judged.outcome,
    judged.edge,
    judged.asset_id,
    judged.asset_name,
    judged.column_name,
    judged.run_id,
    judged.observed_at,
    judged.details,
from described
inner join judged on described.event_id = judged.event_id
where described.is_turn;
create or replace temp table pipeline_ids as
select
    run_id,
    max(coalesce(pipeline_run_id, dagster_run_id, invocation_id)) as pipeline_id,
from (
    select * from {ledger}.`dbt_invocations`
    where recorded_at >= timestamp_sub(look_clock, interval 2 day)
)
cross join unnest([invocation_id, dagster_run_id]) as run_id
where run_id is not null
group by run_id;
create or replace temp table bad_verdicts as
with known as (
    select * from {ledger}.`problem_events`
    where recorded_at >= timestamp_sub(look_clock, interval 2 day)
    qualify
        row_number() over (
            partition by event_id
            order by
                if(occurrences_before is null, 1, 0),
                if(occurrences_before is null, null, recorded_at) desc,
                recorded_at,
                look_id
        ) = 1
        and outcome != 'void'
        and max(if(outcome = 'void', 1, 0)) over (partition by coalesce(voids, event_id)) = 0
),

verdicts as (
    select
        event_id, fingerprint, environment, kind, subject, asset_id, asset_name, run_id, outcome,
        severity, observed_at, message, alerts,
    from known
    union all
    select
        event_id, fingerprint, environment, kind, subject, asset_id, asset_name, run_id, outcome,
        severity, observed_at, message, alerts,
    from judged
    where not is_copy and outcome != 'void'
),

followed as (
    select
        *,
        min(if(outcome = 'good', observed_at, null)) over (
            partition by fingerprint order by observed_at, if(outcome = 'good', 0, 1), event_id
            rows between 1 following and unbounded following
        ) as good_again_at,
    from verdicts
)

select
    followed.*,
    coalesce(json_value(alerts.ignore) = 'true', false) as is_ignored,
    coalesce(pipeline_ids.pipeline_id, followed.run_id) as pipeline_id,
from followed
left join pipeline_ids on followed.run_id = pipeline_ids.run_id
where followed.outcome = 'bad' and followed.asset_id is not null;
create or replace temp table edges as
select environment, parent_id, child_id, child_kind, child_name, owner
    from {ledger}.`asset_edges`
    qualify
        row_number() over (
            partition by environment, parent_id, child_id order by recorded_at desc, row_id
        ) = 1
        and not is_removed;
create or replace temp table reached as
with starts as (
    select environment, asset_id from turns
    union all
    select environment, asset_id from bad_verdicts where kind = 'node'
),

step_0 as (
    select distinct
        environment,
        asset_id,
        asset_id as node_id,
        0 as depth,
    from starts
    where asset_id is not null
),

step_1 as (
    select
        before.environment,
        before.asset_id,
        node.node_id,
        min(node.depth) as depth,
    from step_0 as before
    left join edges as edges
        on
            before.environment = edges.environment
            and before.node_id = edges.parent_id
            and before.depth = 0
    cross join
        unnest([
            struct(before.node_id as node_id, before.depth as depth),
            struct(edges.child_id as node_id, 1 as depth)
        ]) as node
    where node.node_id is not null
    group by before.environment, before.asset_id, node.node_id
),

step_2 as (
    select
        before.environment,
        before.asset_id,
        node.node_id,
        min(node.depth) as depth,
    from step_1 as before
    left join edges as edges
        on
            before.environment = edges.environment
            and before.node_id = edges.parent_id
            and before.depth = 1
    cross join
        unnest([
            struct(before.node_id as node_id, before.depth as depth),
            struct(edges.child_id as node_id, 2 as depth)
        ]) as node
    where node.node_id is not null
    group by before.environment, before.asset_id, node.node_id
),

step_3 as (
    select
        before.environment,
        before.asset_id,
        node.node_id,
        min(node.depth) as depth,
    from step_2 as before
    left join edges as edges
        on
            before.environment = edges.environment
            and before.node_id = edges.parent_id
            and before.depth = 2
    cross join
        unnest([
            struct(before.node_id as node_id, before.depth as depth),
            struct(edges.child_id as node_id, 3 as depth)
        ]) as node
    where node.node_id is not null
    group by before.environment, before.asset_id, node.node_id
),

step_4 as (
    select
        before.environment,
        before.asset_id,
        node.node_id,
        min(node.depth) as depth,
    from step_3 as before
    left join edges as edges
        on
            before.environment = edges.environment
            and before.node_id = edges.parent_id
            and before.depth = 3
    cross join
        unnest([
            struct(before.node_id as node_id, before.depth as depth),
            struct(edges.child_id as node_id, 4 as depth)
        ]) as node
    where node.node_id is not null
    group by before.environment, before.asset_id, node.node_id
),

step_5 as (
    select
        before.environment,
        before.asset_id,
        node.node_id,
        min(node.depth) as depth,
    from step_4 as before
    left join edges as edges
        on
            before.environment = edges.environment
            and before.node_id = edges.parent_id
            and before.depth = 4
    cross join
        unnest([
            struct(before.node_id as node_id, before.depth as depth),
            struct(edges.child_id as node_id, 5 as depth)
        ]) as node
    where node.node_id is not null
    group by before.environment, before.asset_id, node.node_id
),

step_6 as (
    select
        before.environment,
        before.asset_id,
        node.node_id,
        min(node.depth) as depth,
    from step_5 as before
    left join edges as edges
        on
            before.environment = edges.environment
            and before.node_id = edges.parent_id
            and before.depth = 5
    cross join
        unnest([
            struct(before.node_id as node_id, before.depth as depth),
            struct(edges.child_id as node_id, 6 as depth)
        ]) as node
    where node.node_id is not null
    group by before.environment, before.asset_id, node.node_id
),

step_7 as (
    select
        before.environment,
        before.asset_id,
        node.node_id,
        min(node.depth) as depth,
    from step_6 as before
    left join edges as edges
        on
            before.environment = edges.environment
            and before.node_id = edges.parent_id
            and before.depth = 6
    cross join
        unnest([
            struct(before.node_id as node_id, before.depth as depth),
            struct(edges.child_id as node_id, 7 as depth)
        ]) as node
    where node.node_id is not null
    group by before.environment, before.asset_id, node.node_id
),

step_8 as (
    select
        before.environment,
        before.asset_id,
        node.node_id,
        min(node.depth) as depth,
    from step_7 as before
    left join edges as edges
        on
            before.environment = edges.environment
            and before.node_id = edges.parent_id
            and before.depth = 7
    cross join
        unnest([
            struct(before.node_id as node_id, before.depth as depth),
            struct(edges.child_id as node_id, 8 as depth)
        ]) as node
    where node.node_id is not null
    group by before.environment, before.asset_id, node.node_id
),

reached as (
    select * from step_8
)

select * from reached;
create or replace temp table lineage as
with step_0 as (
    select distinct
        environment,
        asset_id,
        asset_id as node_id,
        0 as depth,
    from turns
    where asset_id is not null
),

step_1 as (
    select
        before.environment,
        before.asset_id,
        node.node_id,
        min(node.depth) as depth,
    from step_0 as before
    left join edges as edges
        on
            before.environment = edges.environment
            and before.node_id = edges.child_id
            and before.depth = 0
    cross join
        unnest([
            struct(before.node_id as node_id, before.depth as depth),
            struct(edges.parent_id as node_id, 1 as depth)
        ]) as node
    where node.node_id is not null
    group by before.environment, before.asset_id, node.node_id
),

step_2 as (
    select
        before.environment,
        before.asset_id,
        node.node_id,
        min(node.depth) as depth,
    from step_1 as before
    left join edges as edges
        on
            before.environment = edges.environment
            and before.node_id = edges.child_id
            and before.depth = 1
    cross join
        unnest([
            struct(before.node_id as node_id, before.depth as depth),
            struct(edges.parent_id as node_id, 2 as depth)
        ]) as node
    where node.node_id is not null
    group by before.environment, before.asset_id, node.node_id
),

step_3 as (
    select
        before.environment,
        before.asset_id,
        node.node_id,
        min(node.depth) as depth,
    from step_2 as before
    left join edges as edges
        on
            before.environment = edges.environment
            and before.node_id = edges.child_id
            and before.depth = 2
    cross join
        unnest([
            struct(before.node_id as node_id, before.depth as depth),
            struct(edges.parent_id as node_id, 3 as depth)
        ]) as node
    where node.node_id is not null
    group by before.environment, before.asset_id, node.node_id
),

step_4 as (
    select
        before.environment,
        before.asset_id,
        node.node_id,
        min(node.depth) as depth,
    from step_3 as before
    left join edges as edges
        on
            before.environment = edges.environment
            and before.node_id = edges.child_id
            and before.depth = 3
    cross join
        unnest([
            struct(before.node_id as node_id, before.depth as depth),
            struct(edges.parent_id as node_id, 4 as depth)
        ]) as node
    where node.node_id is not null
    group by before.environment, before.asset_id, node.node_id
),

step_5 as (
    select
        before.environment,
        before.asset_id,
        node.node_id,
        min(node.depth) as depth,
    from step_4 as before
    left join edges as edges
        on
            before.environment = edges.environment
            and before.node_id = edges.child_id
            and before.depth = 4
    cross join
        unnest([
            struct(before.node_id as node_id, before.depth as depth),
            struct(edges.parent_id as node_id, 5 as depth)
        ]) as node
    where node.node_id is not null
    group by before.environment, before.asset_id, node.node_id
),

step_6 as (
    select
        before.environment,
        before.asset_id,
        node.node_id,
        min(node.depth) as depth,
    from step_5 as before
    left join edges as edges
        on
            before.environment = edges.environment
            and before.node_id = edges.child_id
            and before.depth = 5
    cross join
        unnest([
            struct(before.node_id as node_id, before.depth as depth),
            struct(edges.parent_id as node_id, 6 as depth)
        ]) as node
    where node.node_id is not null
    group by before.environment, before.asset_id, node.node_id
),

step_7 as (
    select
        before.environment,
        before.asset_id,
        node.node_id,
        min(node.depth) as depth,
    from step_6 as before
    left join edges as edges
        on
            before.environment = edges.environment
            and before.node_id = edges.child_id
            and before.depth = 6
    cross join
        unnest([
            struct(before.node_id as node_id, before.depth as depth),
            struct(edges.parent_id as node_id, 7 as depth)
        ]) as node
    where node.node_id is not null
    group by before.environment, before.asset_id, node.node_id
),

step_8 as (
    select
        before.environment,
        before.asset_id,
        node.node_id,
        min(node.depth) as depth,
    from step_7 as before
    left join edges as edges
        on
            before.environment = edges.environment
            and before.node_id = edges.child_id
            and before.depth = 7
    cross join
        unnest([
            struct(before.node_id as node_id, before.depth as depth),
            struct(edges.parent_id as node_id, 8 as depth)
        ]) as node
    where node.node_id is not null
    group by before.environment, before.asset_id, node.node_id
),

reached as (
    select * from step_8
)

select * from reached;
-- results are recorded after they happened; of an asset the last facts before then count
set green_since = (
    select
        greatest(
            min(least(coalesce(last_green_at, opened_at), opened_at)),
            timestamp_sub(
                look_clock, interval 30 day
            )
        )
    from turns
);
set compared_since = timestamp_sub(green_since, interval 2 day);
create or replace temp table compared_runs as
with results as (
    select
        environment, 'test' as kind, unique_id, invocation_id, status,
        least(occurred_at, recorded_at) as happened_at,
        to_json_string(test_kwargs) as arguments,
    from {ledger}.`dbt_test_results`
    where recorded_at >= green_since and recorded_at <= look_clock
    union all
    select
        environment, 'node', unique_id, invocation_id, status,
        least(occurred_at, recorded_at), cast(null as string),
    from {ledger}.`dbt_node_results`
    where recorded_at >= green_since and recorded_at <= look_clock
),

-- before: the last good result; then: the one that opened the problem
results_of_turns as (
    select
        turns.event_id,
        array_agg(
            if(
                results.status in ('pass', 'success') and results.happened_at < turns.opened_at,
                struct(
                    results.happened_at as happened_at,
                    results.invocation_id as invocation_id,
                    results.arguments as arguments
                ),
                null
            )
            order by
                if(
                    results.status in ('pass', 'success') and results.happened_at < turns.opened_at,
                    0, 1
                ),
                results.happened_at desc
            limit 1
        )[safe_offset(0)] as before,
        max(if(results.invocation_id = turns.opened_run_id, results.arguments, null)) as arguments,
    from turns
    inner join results
        on
            turns.environment = results.environment
            and turns.kind = results.kind
            and turns.unique_id = results.unique_id
    group by turns.event_id
),

with_greens as (
    select
        turns.event_id,
        turns.outcome,
        if(turns.outcome = 'good', turns.run_id, turns.opened_run_id) as to_run_id,
        if(turns.outcome = 'good', turns.observed_at, turns.opened_at) as to_at,
        turns.last_bad_at,
        turns.last_bad_run_id,
        if(
            results_of_turns.before.happened_at > turns.last_green_at
            or turns.last_green_at is null,
            results_of_turns.before,
            struct(
                turns.last_green_at as happened_at,
                turns.last_green_run_id as invocation_id,
                results_of_turns.before.arguments as arguments
            )
        ) as green,
        if(turns.outcome = 'good', null, results_of_turns.arguments) as arguments,
    from turns
    left join results_of_turns on turns.event_id = results_of_turns.event_id
),

commands as (
    select
        invocation_id,
        max(git_sha) as git_sha,
        max(dbt_version) as dbt_version,
        max(package_version) as package_version,
        max(concat(target_name, coalesce(concat(' (', target_dataset, ')'), ''))) as target_name,
        max(to_json_string(args.vars)) as vars,
        max(invoked_by) as invoked_by,
        max(command) as command,
    from {ledger}.`dbt_invocations`
    where recorded_at >= compared_since and recorded_at <= look_clock
    group by invocation_id
)

select
    with_greens.event_id,
    with_greens.green.happened_at as green_at,
    with_greens.green.invocation_id as green_run_id,
    if(
        with_greens.outcome = 'good', with_greens.last_bad_at, with_greens.green.happened_at
    ) as from_at,
    with_greens.to_at,
    [
        struct(
            'commit' as kind, 7 as place,
            concat(
                'commit ', substr(earlier.git_sha, 1, 8), ' → ', substr(now.git_sha, 1, 8)
            ) as says,
            earlier.git_sha as before, now.git_sha as after
        ),
        struct(
            'dbt_version', 8,
            concat('dbt ', earlier.dbt_version, ' → ', now.dbt_version),
            earlier.dbt_version, now.dbt_version
        ),
        struct(
            'package_version', 9,
            concat('Nightledger ', earlier.package_version, ' → ', now.package_version),
            earlier.package_version, now.package_version
        ),
        struct(
            'test_arguments', 10,
            concat(
                'arguments of the test ', with_greens.green.arguments, ' → ', with_greens.arguments
            ),
            with_greens.green.arguments, with_greens.arguments
        ),
        struct(
            'target', 11,
            concat('target ', earlier.target_name, ' → ', now.target_name),
            earlier.target_name, now.target_name
        ),
        struct(
            'vars', 12, concat('vars ', earlier.vars, ' → ', now.vars), earlier.vars, now.vars
        ),
        struct(
            'command', 13,
            concat('dbt ', earlier.command, ' → dbt ', now.command), earlier.command, now.command
        ),
        struct(
            'who', 14,
            concat('started by ', earlier.invoked_by, ' → ', now.invoked_by),
            earlier.invoked_by, now.invoked_by
        )
    ] as changes,
from with_greens
left join commands as earlier
    on
        if(
            with_greens.outcome = 'good', with_greens.last_bad_run_id,
            with_greens.green.invocation_id
        ) = earlier.invocation_id
left join commands as now on with_greens.to_run_id = now.invocation_id;
create or replace temp table changes as
with asset_facts as (
    select
        environment,
        unique_id as node_id,
        name,
        least(occurred_at, recorded_at) as happened_at,
        if(
            status = 'success'
            and coalesce(materialization not in ('view', 'ephemeral'), true),
            rows_affected, null
        ) as row_count,
        code_checksum as code,
        cast(null as string) as schema_changes,
    from {ledger}.`dbt_node_results`
    where recorded_at >= compared_since and recorded_at <= look_clock and status != 'skipped'
    union all
    select
        environment,
        concat('dlt.', pipeline_name, '.', table_name),
        table_name,
        least(occurred_at, recorded_at),
        if(status = 'loaded', rows_loaded, null),
        cast(null as string),
        nullif(array_to_string(schema_changes, ', '), ''),
    from {ledger}.`dlt_loads`
    where recorded_at >= compared_since and recorded_at <= look_clock
    union all
    select
        environment,
        concat('dagster.', asset_key),
        asset_key,
        least(occurred_at, recorded_at),
        row_count,
        code_version,
        cast(null as string),
    from {ledger}.`dagster_asset_materializations`
    where
        recorded_at >= compared_since
        and recorded_at <= look_clock
        and event = 'materialized'
        and dbt_unique_id is null
),

moments as (
    select
        turns.event_id,
        turns.fingerprint,
        turns.environment,
        turns.outcome,
        turns.asset_name,
        compared_runs.from_at,
        compared_runs.to_at,
        lineage.node_id,
        lineage.depth,
    from turns
    inner join compared_runs on turns.event_id = compared_runs.event_id
    inner join lineage
        on turns.environment = lineage.environment and turns.asset_id = lineage.asset_id
    where compared_runs.from_at is not null
),

compared as (
    select
        moments.event_id,
        moments.node_id,
        moments.depth,
        max(asset_facts.name) as name,
        max(if(happened_at <= from_at, null, happened_at)) as changed_at,
        array_agg(
            if(happened_at <= from_at, row_count, null)
            order by if(happened_at <= from_at and row_count is not null, 0, 1), happened_at desc
            limit 1
        )[safe_offset(0)] as rows_before,
        array_agg(
            if(true, row_count, null)
            order by if(true and row_count is not null, 0, 1), happened_at desc
            limit 1
        )[safe_offset(0)] as rows_after,
        array_agg(
            if(happened_at <= from_at, code, null)
            order by if(happened_at <= from_at and code is not null, 0, 1), happened_at desc
            limit 1
        )[safe_offset(0)] as code_before,
        array_agg(
            if(true, code, null)
            order by if(true and code is not null, 0, 1), happened_at desc
            limit 1
        )[safe_offset(0)] as code_after,
        string_agg(distinct if(happened_at > from_at, schema_changes, null), ', ')
            as schema_changes,
    from moments
    inner join asset_facts
        on
            moments.environment = asset_facts.environment
            and moments.node_id = asset_facts.node_id
            and moments.to_at >= asset_facts.happened_at
    group by moments.event_id, moments.node_id, moments.depth
),

usual_rows as (
    select environment, subject, min(low) as low, max(high) as high
    from {ledger}.`learned_usuals`
    where recorded_at >= timestamp_sub(look_clock, interval 2 day) and measure = 'row_count'
    group by environment, subject
),

of_assets as (
    select
        compared.event_id,
        change.kind,
        change.place,
        compared.name as subject,
        change.before,
        change.after,
        compared.changed_at,
        compared.depth,
        change.says,
    from compared
    inner join turns on compared.event_id = turns.event_id
    left join usual_rows
        on turns.environment = usual_rows.environment and compared.node_id = usual_rows.subject
    cross join
        unnest([
            struct(
                'code' as kind, 1 as place, code_before as before, code_after as after,
                concat('code of ', name, ' changed') as says
            ),
            struct(
                if(depth > 0, 'upstream_rows', 'rows'),
                case
                    when rows_after between low and high then 15
                    when depth > 0 then 2
                    else 3
                end,
                cast(rows_before as string), cast(rows_after as string),
                concat(
                    name, ': ', replace(format("%'d", cast(round(rows_before) as int64)), "'", ','), ' → ',
                    replace(format("%'d", cast(round(rows_after) as int64)), "'", ','), ' rows'
                )
            ),
            struct(
                'schema', 4, '', schema_changes, concat('schema of ', name, ': ', schema_changes)
            )
        ]) as change
    where change.before != change.after
),

of_failures as (
    select
        moments.event_id,
        if(bad_verdicts.kind in ('node', 'load', 'step'), 'failed', 'late') as kind,
        if(bad_verdicts.kind in ('node', 'load', 'step'), 5, 6) as place,
        bad_verdicts.subject,
        cast(null as string) as before,
        bad_verdicts.message as after,
        max(bad_verdicts.observed_at) as changed_at,
        moments.depth,
        concat(bad_verdicts.subject, coalesce(concat(': ', bad_verdicts.message), '')) as says,
    from moments
    inner join bad_verdicts
        on
            moments.environment = bad_verdicts.environment
            and moments.node_id = bad_verdicts.asset_id
            and moments.fingerprint != bad_verdicts.fingerprint
            and moments.from_at < bad_verdicts.observed_at
            and moments.to_at >= bad_verdicts.observed_at
    where
        moments.depth > 0
        and moments.outcome = 'bad'
        and bad_verdicts.kind in (
            'node', 'load', 'step', 'freshness', 'asset freshness', 'stale asset', 'late run',
            'missing run'
        )
    group by
        moments.event_id, bad_verdicts.kind, bad_verdicts.subject, bad_verdicts.message,
        moments.depth
),

of_commands as (
    select
        compared_runs.event_id,
        change.kind,
        change.place,
        cast(null as string) as subject,
        change.before,
        change.after,
        cast(null as timestamp) as changed_at,
        0 as depth,
        change.says,
    from compared_runs
    cross join unnest(compared_runs.changes) as change
    where change.before != change.after
),

everything as (
    select * from of_assets
    union all
    select * from of_failures
    union all
    select * from of_commands
)

select
    *,
    row_number() over (
        partition by event_id
        order by
            place, depth,
            abs(safe_divide(
                safe_cast(after as float64) - safe_cast(before as float64),
                safe_cast(before as float64)
            )) desc,
            subject, says
    ) as rank,
from everything
qualify rank <= 10;
create or replace temp table consequences as
with turning as (
    select turns.*, coalesce(pipeline_ids.pipeline_id, turns.run_id) as pipeline_id
    from turns
    left join pipeline_ids on turns.run_id = pipeline_ids.run_id
    where turns.outcome = 'bad'
),

skipped as (
    select
        nodes.environment,
        nodes.unique_id as asset_id,
        concat(nodes.resource_type, ' ', nodes.name) as subject,
        coalesce(pipeline_ids.pipeline_id, nodes.invocation_id) as pipeline_id,
    from (
        select * from {ledger}.`dbt_node_results`
        where recorded_at >= timestamp_sub(look_clock, interval 2 day) and status = 'skipped'
    ) as nodes
    left join pipeline_ids on nodes.invocation_id = pipeline_ids.run_id
),

causes as (
    select distinct
        turning.event_id,
        'cause' as role,
        bad_verdicts.fingerprint,
        bad_verdicts.subject,
    from turning
    inner join bad_verdicts
        on
            turning.environment = bad_verdicts.environment
            and turning.pipeline_id = bad_verdicts.pipeline_id
            and turning.fingerprint != bad_verdicts.fingerprint
    inner join reached
        on
            bad_verdicts.environment = reached.environment
            and bad_verdicts.asset_id = reached.asset_id
            and turning.asset_id = reached.node_id
    where
        bad_verdicts.kind = 'node'
        and bad_verdicts.severity != 'warn'
        and not bad_verdicts.is_ignored
        and coalesce(turning.observed_at < bad_verdicts.good_again_at, true)
),

failed_below as (
    select
        turning.event_id,
        'consequence' as role,
        bad_verdicts.fingerprint,
        bad_verdicts.subject,
    from turning
    inner join bad_verdicts
        on
            turning.environment = bad_verdicts.environment
            and turning.pipeline_id = bad_verdicts.pipeline_id
            and turning.fingerprint != bad_verdicts.fingerprint
    inner join reached
        on
            turning.environment = reached.environment
            and turning.asset_id = reached.asset_id
            and bad_verdicts.asset_id = reached.node_id
    where turning.kind = 'node' and bad_verdicts.observed_at >= turning.observed_at
),

skipped_below as (
    select
        turning.event_id,
        'consequence' as role,
        cast(null as string) as fingerprint,
        skipped.subject,
    from turning
    inner join skipped
        on
            turning.environment = skipped.environment
            and turning.pipeline_id = skipped.pipeline_id
    inner join reached
        on
            turning.environment = reached.environment
            and turning.asset_id = reached.asset_id
            and skipped.asset_id = reached.node_id
    where turning.kind in ('node', 'test')
)

select * from causes
union all
select distinct * from failed_below
union all
select distinct * from skipped_below;
create or replace temp table judged as
with evidence_of_turns as (
    with taken as (
    select invocation_id, unique_id, sample
    from {ledger}.`dbt_test_samples`
    where recorded_at >= green_since and recorded_at <= look_clock and sample is not null
    qualify row_number() over (partition by row_id order by recorded_at) = 1
),

samples as (
    select turns.event_id as sample_id, turns.column_name, taken.sample
    from turns
    inner join taken
        on turns.run_id = taken.invocation_id and turns.unique_id = taken.unique_id
    where turns.kind = 'test'
),

sampled_rows as (
    select
        sample_id,
        column_name,
        row_offset as row_position,
        to_json_string(sampled_row) as row_json,
    from samples
    cross join unnest(json_query_array(sample)) as sampled_row with offset as row_offset
    where row_offset < 3
),

shown_rows as (
    select
        sample_id,
        parse_json(concat('[', string_agg(row_json, ',' order by row_position), ']')) as sample,
    from sampled_rows
    group by sample_id
),

-- `"name":"text"` or `"name":number`; a comma or brace inside a text does not end it
pairs as (
    select
        sampled_rows.sample_id,
        sampled_rows.column_name,
        sampled_rows.row_position,
        regexp_extract(pair, r'^"((?:[^"\\]|\\.)*)":') as name,
        regexp_extract(pair, r'^"(?:[^"\\]|\\.)*":"?((?:[^"\\]|\\.)*)') as value,
    from sampled_rows
    cross join
        unnest(
            regexp_extract_all(
                sampled_rows.row_json,
                r'"(?:[^"\\]|\\.)*":(?:"(?:[^"\\]|\\.)*"|[^",{}]+)'
            )
        ) as pair
),

-- the tests built into dbt give the tested column another name
ordered_pairs as (
    select
        sample_id,
        row_position,
        concat(
            if(
                name in ('unique_field', 'value_field', 'from_field') and column_name is not null,
                column_name, name
            ),
            '=', value
        ) as pair_text,
        row_number() over (
            partition by sample_id, row_position
            order by
                if(
                    name in ('unique_field', 'value_field', 'from_field') or name = column_name,
                    0, 1
                ),
                name
        ) as reading_position,
    from pairs
),

row_texts as (
    select
        sample_id,
        row_position,
        concat(
            max(if(reading_position = 1, pair_text, null)),
            coalesce(
                concat(
                    ' (',
                    string_agg(
                        if(reading_position > 1, pair_text, null), ', ' order by reading_position
                    ),
                    ')'
                ),
                ''
            )
        ) as row_text,
    from ordered_pairs
    group by sample_id, row_position
),

offending_values as (
    select
        sample_id,
        string_agg(
            if(
                char_length(row_text) > 120,
                concat(substr(row_text, 1, 120), '…'), row_text
            ),
            '; ' order by row_position
        ) as offending_values,
    from row_texts
    group by sample_id
),

numbered_relations as (
    select
        *,
        row_number() over (partition by event_id, role order by subject) as place,
    from consequences
),

related as (
    select
        event_id,
        array_agg(if(role = 'cause', fingerprint, null) ignore nulls order by place) as caused_by,
        array_agg(if(role = 'cause', subject, null) ignore nulls order by place) as causes,
        sum(if(role = 'consequence', 1, 0)) as consequence_count,
        array_agg(
            if(role = 'consequence' and place <= 10, subject, null) ignore nulls
            order by place
        ) as consequences,
    from numbered_relations
    group by event_id
),

ranked_changes as (
    select
        event_id,
        array_agg(
            struct(
                kind as kind, rank as rank, subject as subject, before as before, after as after,
                format_timestamp('%Y-%m-%dT%H:%M:%SZ', changed_at) as changed_at, depth as distance, says as says
            )
            order by rank
        ) as changes,
    from changes
    group by event_id
),

-- who reads what was reached, each once, by the shortest way
readers as (
    select
        reached.environment,
        reached.asset_id,
        edges.child_id,
        max(edges.child_kind) as child_kind,
        max(edges.child_name) as child_name,
        max(edges.owner) as owner,
        min(reached.depth) as depth,
    from reached
    inner join edges
        on reached.environment = edges.environment and reached.node_id = edges.parent_id
    group by reached.environment, reached.asset_id, edges.child_id
),

numbered_readers as (
    select
        *,
        row_number() over (
            partition by environment, asset_id, child_kind order by depth, child_name
        ) as place,
    from readers
),

downstream as (
    select
        environment,
        asset_id,
        sum(if(child_kind = 'asset', 1, 0)) as asset_count,
        array_agg(
            if(child_kind = 'asset' and place <= 10, child_name, null) ignore nulls
            order by place
        ) as assets,
        split(string_agg(distinct if(child_kind = 'asset', owner, null), '\n'), '\n') as owners,
        sum(if(child_kind = 'exposure', 1, 0)) as exposure_count,
        array_agg(
            if(
                child_kind = 'exposure' and place <= 10,
                struct(child_name as name, owner as owner), null
            )
            ignore nulls
            order by place
        ) as exposures,
    from numbered_readers
    group by environment, asset_id
),

runs as (
    select
        run_id,
        max(run_name) as run_name,
        coalesce(max(run_url), max(command_url)) as run_url,
        max(artifacts_url) as artifacts_url,
        coalesce(max(pipeline_run_id), run_id) as pipeline_run_id,
    from (
        select
            invocation_id as run_id,
            coalesce(invocation_command, concat('dbt ', command)) as run_name,
            run_url,
            cast(null as string) as command_url,
            artifacts_url,
            coalesce(pipeline_run_id, dagster_run_id, invocation_id) as pipeline_run_id,
        from {ledger}.`dbt_invocations`
        where recorded_at >= timestamp_sub(look_clock, interval 8 day)
        union all
        select
            dagster_run_id, cast(null as string), cast(null as string), run_url, cast(null as string),
            coalesce(pipeline_run_id, dagster_run_id),
        from {ledger}.`dbt_invocations`
        where recorded_at >= timestamp_sub(look_clock, interval 8 day) and dagster_run_id is not null
        union all
        select
            run_id,
            concat(
                case
            when not starts_with(job_name, '__ASSET_JOB') then job_name
            when array_length(asset_selection) > 0
                then concat(
                    (
                        select string_agg(asset_key, ', ' order by place)
                        from unnest(asset_selection) as asset_key
                        with offset as place
                        where place < 2
                    ),
                    if(array_length(asset_selection) > 2, ' and more', '')
                )
            else 'assets'
        end,
                coalesce(concat(' for ', partition_key), '')
            ),
            run_url, cast(null as string), cast(null as string), cast(null as string),
        from {ledger}.`dagster_runs`
        where recorded_at >= timestamp_sub(look_clock, interval 8 day)
        union all
        select notice_id, source, link_url, cast(null as string), cast(null as string), cast(null as string)
        from {ledger}.`alert_notices`
        where recorded_at >= timestamp_sub(look_clock, interval 8 day)
    )
    group by run_id
)

select
    turns.event_id,
    to_json(struct(
        coalesce(related.caused_by, []) as caused_by,
        coalesce(related.causes, []) as causes,
        coalesce(related.consequence_count, 0) as consequence_count,
        coalesce(related.consequences, []) as consequences,
        if(
            turns.outcome = 'good', [],
            coalesce(
                ranked_changes.changes,
                [struct(
                    'nothing' as kind, 1 as rank, cast(null as string) as subject,
                    cast(null as string) as before, cast(null as string) as after,
                    cast(null as string) as changed_at, 0 as distance,
                    if(
                        compared_runs.green_at is null,
                        'never seen good before: nothing to compare with',
                        'nothing that is recorded changed since it was last good'
                    ) as says
                )]
            )
        ) as changes,
        if(turns.outcome = 'good', ranked_changes.changes, null) as fixed_by,
        struct(
            coalesce(downstream.asset_count, 0) as count,
            coalesce(downstream.assets, []) as assets,
            coalesce(downstream.owners, []) as owners,
            coalesce(downstream.exposure_count, 0) as exposure_count,
            coalesce(downstream.exposures, []) as exposures
        ) as downstream,
        if(turns.kind = 'notice', json_value(turns.details, '$.facts'), null) as facts,
        offending_values.offending_values as offending_values,
        shown_rows.sample as sample,
        if(
            turns.kind in ('test', 'node', 'freshness', 'check', 'asset freshness'), turns.marks, null
        ) as strip,
        format_timestamp('%Y-%m-%dT%H:%M:%SZ', compared_runs.green_at) as last_green_at,
        compared_runs.green_run_id as last_green_run_id,
        struct(
            turns.run_id as id, runs.run_name as name, runs.run_url as url,
            runs.artifacts_url as artifacts_url, runs.pipeline_run_id as pipeline_run_id
        ) as run
    )) as evidence,
from turns
left join related on turns.event_id = related.event_id
left join ranked_changes on turns.event_id = ranked_changes.event_id
left join compared_runs on turns.event_id = compared_runs.event_id
left join offending_values on turns.event_id = offending_values.sample_id
left join shown_rows on turns.event_id = shown_rows.sample_id
left join downstream
    on turns.environment = downstream.environment and turns.asset_id = downstream.asset_id
left join runs on turns.run_id = runs.run_id
)

select
    judged.* except (evidence),
    coalesce(evidence_of_turns.evidence, judged.evidence) as evidence,
from judged
left join evidence_of_turns on judged.event_id = evidence_of_turns.event_id;
end if;

if look_judged.row_count > 0 then
    insert into {ledger}.`problem_events` (
        row_id, recorded_at, recorded_by, look_id, rules_version, fingerprint, edge, is_copy,
        occurrences_before, voids, evidence, event_id, environment, kind, subject_id, subject, outcome, observed_at, known_at, severity, is_event, asset_id, asset_name, check_name, column_name, run_id, is_critical, owner, tags, runbook_url, error_class, message, failure_count, alerts, depends_on, details
    )
    select
        to_hex(md5(concat(this_look, event_id))), current_timestamp(), session_user(),
        this_look, '4b3b6fee689e', fingerprint, edge, is_copy, occurrences_before, voids,
        evidence, event_id, environment, kind, subject_id, subject, outcome, observed_at, known_at, severity, is_event, asset_id, asset_name, check_name, column_name, run_id, is_critical, owner, tags, runbook_url, error_class, message, failure_count, alerts, depends_on, details
    from judged;
end if;
end if;

if coalesce(date(base_clock) < date(look_clock), true) then
    insert into {ledger}.`learned_usuals` (row_id, environment, subject, measure, slot, learned_on, sample_count, median, low, high, explanation, recorded_at, recorded_by)
    with learned_now as (
    with node_facts as (
    select * from {ledger}.`dbt_node_results`
    where
        recorded_at > timestamp_sub(
            timestamp_trunc(look_clock, day), interval 30 day
        )
        and recorded_at <= timestamp_trunc(look_clock, day)
    qualify row_number() over (partition by row_id order by recorded_at) = 1
),

test_facts as (
    select * from {ledger}.`dbt_test_results`
    where
        recorded_at > timestamp_sub(
            timestamp_trunc(look_clock, day), interval 30 day
        )
        and recorded_at <= timestamp_trunc(look_clock, day)
    qualify row_number() over (partition by row_id order by recorded_at) = 1
),

command_facts as (
    select * from {ledger}.`dbt_invocations`
    where
        recorded_at > timestamp_sub(
            timestamp_trunc(look_clock, day), interval 30 day
        )
        and recorded_at <= timestamp_trunc(look_clock, day)
    qualify row_number() over (partition by row_id order by recorded_at) = 1
),

load_facts as (
    select * from {ledger}.`dlt_loads`
    where
        recorded_at > timestamp_sub(
            timestamp_trunc(look_clock, day), interval 30 day
        )
        and recorded_at <= timestamp_trunc(look_clock, day)
    qualify row_number() over (partition by row_id order by recorded_at) = 1
),

asset_facts as (
    select * from {ledger}.`dagster_asset_materializations`
    where
        recorded_at > timestamp_sub(
            timestamp_trunc(look_clock, day), interval 30 day
        )
        and recorded_at <= timestamp_trunc(look_clock, day)
    qualify row_number() over (partition by row_id order by recorded_at) = 1
),

step_facts as (
    select * from {ledger}.`dagster_steps`
    where
        recorded_at > timestamp_sub(
            timestamp_trunc(look_clock, day), interval 30 day
        )
        and recorded_at <= timestamp_trunc(look_clock, day)
    qualify row_number() over (partition by row_id order by recorded_at) = 1
),

full_refreshes as (
    select distinct invocation_id
    from command_facts
    where full_refresh
),

refreshed_nodes as (
    select
        node_facts.*,
        node_facts.unique_id as subject,
        concat(node_facts.unique_id, '/', coalesce(node_facts.relation_name, '')) as exact_subject,
        if(
            coalesce(node_facts.materialization in ('view', 'materialized_view', 'ephemeral'), false)
            or (
                coalesce(node_facts.materialization in ('incremental', 'microbatch'), false)
                and full_refreshes.invocation_id is not null
            ),
            null, node_facts.rows_affected
        ) as row_count,
        node_facts.execution_seconds as duration_seconds,
        least(node_facts.occurred_at, node_facts.recorded_at) as measured_at,
    from node_facts
    left join full_refreshes on node_facts.invocation_id = full_refreshes.invocation_id
    where
        node_facts.status = 'success'
        and node_facts.shifted_days is null
        and node_facts.resource_type in ('model', 'seed', 'snapshot')
),

counted as (
    select
        *,
        concat(coalesce(asset_id, unique_id), '.', column_name) as subject,
        concat(
            coalesce(asset_id, unique_id), '.', column_name, '/', coalesce(asset_relation, '')
        ) as exact_subject,
        if(test_name = 'not_null', 'null_count', 'duplicate_count') as measure,
        least(occurred_at, recorded_at) as measured_at,
    from test_facts
    where
        test_name in ('not_null', 'unique')
        and column_name is not null
        and failures is not null
        and shifted_days is null
),

loads as (
    select
        environment,
        concat('dlt.', pipeline_name, '.', table_name) as subject,
        concat(pipeline_name, '.', table_name) as asset_name,
        row_id as verdict_key,
        load_id,
        dagster_run_id,
        rows_loaded as row_count,
        cast(null as float64) as duration_seconds,
        least(occurred_at, recorded_at) as measured_at,
        recorded_at,
    from load_facts
    where status = 'loaded' and shifted_days is null
    union all
    select
        environment,
        concat('dlt.', pipeline_name) as subject,
        pipeline_name as asset_name,
        load_id as verdict_key,
        load_id,
        min(dagster_run_id) as dagster_run_id,
        cast(null as int64) as row_count,
        round(timestamp_diff(max(finished_at), min(started_at), microsecond) / 1000000, 1) as duration_seconds,
        min(least(occurred_at, recorded_at)) as measured_at,
        min(recorded_at) as recorded_at,
    from load_facts
    where status = 'loaded' and shifted_days is null
    group by environment, pipeline_name, load_id
),

assets as (
    select
        environment,
        asset_key,
        partition_key,
        row_id as verdict_key,
        coalesce(run_id, event_id) as run_id,
        row_count,
        cast(null as float64) as duration_seconds,
        least(occurred_at, recorded_at) as measured_at,
        recorded_at,
    from asset_facts
    where event = 'materialized'
            and dbt_unique_id is null
            and dbt_invocation_id is null
            and coalesce(array_length(dlt_load_ids), 0) = 0
    union all
    select
        step_facts.environment,
        min(made.asset_key) as asset_key,
        min(made.partition_key) as partition_key,
        step_facts.row_id as verdict_key,
        min(step_facts.run_id) as run_id,
        cast(null as int64) as row_count,
        min(step_facts.duration_seconds) as duration_seconds,
        min(least(step_facts.occurred_at, step_facts.recorded_at)) as measured_at,
        min(step_facts.recorded_at) as recorded_at,
    from step_facts
    inner join asset_facts as made
        on
            step_facts.run_id = made.run_id
            and step_facts.step_key = made.step_key
            and made.recorded_at <= step_facts.recorded_at
    where step_facts.event = 'succeeded' and made.event = 'materialized'
    group by step_facts.environment, step_facts.row_id
    having
        count(distinct made.asset_key) = 1
        and logical_and(made.event = 'materialized'
            and made.dbt_unique_id is null
            and made.dbt_invocation_id is null
            and coalesce(array_length(made.dlt_load_ids), 0) = 0)
),

refreshes as (
    select environment, subject, exact_subject, measured_at, row_count, duration_seconds
    from refreshed_nodes
    union all
    select environment, subject, subject, measured_at, row_count, duration_seconds
    from loads
    union all
    select
        environment, concat('dagster.', asset_key), concat('dagster.', asset_key), measured_at,
        row_count, duration_seconds,
    from assets
),

measured as (
    select
        environment, subject, exact_subject, measured_at, measure,
        if(measure = 'row_count', row_count, duration_seconds) as value,
    from refreshes
    cross join unnest(['row_count', 'duration_seconds']) as measure
    union all
    select environment, subject, exact_subject, measured_at, measure, failures
    from counted
),

named as (
    select
        environment,
        if(
            count(distinct exact_subject) over (partition by environment, subject) > 1,
            exact_subject, subject
        ) as subject,
        measured_at,
        measure,
        value,
    from measured
    where value is not null
),

recent as (
    select * from named
    qualify
        row_number() over (
            partition by environment, subject, measure order by measured_at desc, value
        ) <= 14
),

with_median as (
    select
        *,
        percentile_cont(value, 0.5) over (partition by environment, subject, measure) as median,
    from recent
),

with_distances as (
    select
        *,
        percentile_cont(abs(value - median), 0.5) over (
            partition by environment, subject, measure
        ) as median_distance,
    from with_median
),

spreads as (
    select
        environment,
        subject,
        measure,
        count(*) as sample_count,
        sum(if(value = 0, 1, 0)) as empty_count,
        max(median) as median,
        1.4826 * max(median_distance) as spread,
        min(value) as lowest,
        max(value) as highest,
    from with_distances
    group by environment, subject, measure
),

banded as (
    select
        *,
        greatest(
            6 * greatest(spread, sqrt(median)), 50 / 100 * median
        ) as band,
        5 * empty_count < sample_count and median > 0 and (median >= 10 or spread = 0)
            as is_never_empty,
    from spreads
    where
        sample_count >= 7
        and (measure not in ('null_count', 'duplicate_count') or median > 0)
),

overall as (
    select
        *,
        case
            when measure != 'row_count' or 5 * empty_count >= sample_count then 0
            else greatest(ceil(median - band), if(is_never_empty, 1, 0))
        end as low,
        if(
            measure = 'duration_seconds',
            greatest(
                10 * median,
                60
            ),
            floor(median + band)
        ) as high,
    from banded
),

-- of all hours ('') and of those that will be asked for: what was there at this time of the week, one
-- or two weeks before; two hours are no matter
slots as (
    select
        environment,
        subject,
        measure,
        slot,
        count(*) as slot_count,
        ceil(min(value) * (1 - 50 / 100)) as slot_low,
        floor(max(value) * (1 + 50 / 100)) as slot_high,
        (min(value) + max(value)) / 2 as slot_median,
    from named
    cross join unnest([-9, -2, -1, 0, 1, 2]) as hours
    cross join
        unnest([if(
            hours = -9, '', format_timestamp('%a %H', timestamp_add(measured_at, interval hours hour))
        )]) as slot
    where
        slot = ''
        or (
            measure = 'row_count'
            and measured_at >= timestamp_sub(timestamp_trunc(look_clock, day), interval 14 day)
            and (starts_with(slot, format_date('%a', date_add(date(look_clock), interval 1 day)))
        or starts_with(slot, format_date('%a', date_add(date(look_clock), interval 2 day))))
        )
    group by environment, subject, measure, slot
),

learned as (
    select
        overall.environment,
        overall.subject,
        overall.measure,
        slots.slot,
        if(slots.slot = '', overall.sample_count, slots.slot_count) as sample_count,
        if(slots.slot = '', overall.median, slots.slot_median) as median,
        if(slots.slot = '', overall.low, slots.slot_low) as low,
        if(slots.slot = '', overall.high, slots.slot_high) as high,
        case
            when slots.slot != ''
                then concat(
                    'usually ', replace(format("%'d", cast(round(slots.slot_low) as int64)), "'", ','), ' to ',
                    replace(format("%'d", cast(round(slots.slot_high) as int64)), "'", ','),
                    ' rows at this time of the week (', cast(slots.slot_count as string), ' loads)'
                )
            when overall.measure = 'duration_seconds'
                then concat(
                    'usually ', if(
            overall.median < 120,
            concat(cast(cast(round(overall.median) as int64) as string), ' s'),
            case
        when overall.median < 2 * 3600
            then concat(cast(div(cast(floor(overall.median) as int64), 60) as string), ' min')
        when overall.median < 2 * 86400
            then concat(cast(div(cast(floor(overall.median) as int64), 3600) as string), ' h')
        else concat(cast(div(cast(floor(overall.median) as int64), 86400) as string), ' days')
    end
        ), ', at most ',
                    if(
            overall.highest < 120,
            concat(cast(cast(round(overall.highest) as int64) as string), ' s'),
            case
        when overall.highest < 2 * 3600
            then concat(cast(div(cast(floor(overall.highest) as int64), 60) as string), ' min')
        when overall.highest < 2 * 86400
            then concat(cast(div(cast(floor(overall.highest) as int64), 3600) as string), ' h')
        else concat(cast(div(cast(floor(overall.highest) as int64), 86400) as string), ' days')
    end
        ), ' (',
                    cast(overall.sample_count as string), ' refreshes)'
                )
            when overall.measure = 'row_count'
                then concat(
                    'usually ', replace(format("%'d", cast(round(overall.low) as int64)), "'", ','), ' to ',
                    replace(format("%'d", cast(round(overall.high) as int64)), "'", ','), ' rows (',
                    cast(overall.sample_count as string), ' loads)'
                )
            else
                concat(
                    'usually ', replace(format("%'d", cast(round(overall.median) as int64)), "'", ','), ', up to ',
                    replace(format("%'d", cast(round(overall.high) as int64)), "'", ','), ' (',
                    cast(overall.sample_count as string), ' tests)'
                )
        end as explanation,
    from overall
    inner join slots using (environment, subject, measure)
    where
        slots.slot = ''
        or slots.slot_low < overall.low
        or slots.slot_high > overall.high
)

select
        to_hex(md5(concat(
            environment, '\n', subject, '\n', measure, '\n', slot, '\n',
            cast(date(look_clock) as string)
        ))) as row_id,
        environment,
        subject,
        measure,
        slot,
        date(look_clock) as learned_on,
        cast(sample_count as int64) as sample_count,
        cast(median as float64) as median,
        cast(low as float64) as low,
        cast(high as float64) as high,
        explanation,
    from learned
    )
    select row_id, environment, subject, measure, slot, learned_on, sample_count, median, low, high, explanation, current_timestamp(), session_user() from learned_now;
    insert into {ledger}.`learned_usuals` (row_id, environment, subject, measure, slot, learned_on, sample_count, median, low, high, explanation, recorded_at, recorded_by)
    with learned_now as (
    with command_facts as (
    select * from {ledger}.`dbt_invocations`
    where
        recorded_at > timestamp_sub(
            timestamp_trunc(look_clock, day), interval 30 day
        )
        and recorded_at <= timestamp_trunc(look_clock, day)
    qualify row_number() over (partition by row_id order by recorded_at) = 1
),

run_facts as (
    select * from {ledger}.`dagster_runs`
    where
        recorded_at > timestamp_sub(
            timestamp_trunc(look_clock, day), interval 30 day
        )
        and recorded_at <= timestamp_trunc(look_clock, day)
    qualify row_number() over (partition by row_id order by recorded_at) = 1
),

commands as (
    select
        environment,
        concat('dbt/', coalesce(
            run_key,
            concat(coalesce(project_name, ''), '/', coalesce(target_name, ''), '/', command)
        )) as subject,
        invocation_id as run_id,
        min(if(event = 'started', least(occurred_at, recorded_at), null)) as started_at,
        min(if(event = 'finished', least(occurred_at, recorded_at), null)) as ended_at,
    from command_facts
    where shifted_days is null
    group by environment, subject, run_id
),

ended_runs as (
    select
        *,
        coalesce(ended_at, updated_at) as over_at,
    from run_facts
    where status in ('success', 'failure', 'canceled')
    qualify row_number() over (partition by run_id order by recorded_at, version) = 1
),

runs as (
    select environment, subject, run_id, started_at, ended_at
    from commands
    union all
    select
        environment, concat(
            'dagster/',
            concat(if(deployment = 'dagster', '', concat(deployment, '/')), concat(coalesce(code_location, ''), '/', job_name, if(job_name = '__ASSET_JOB', to_json_string(asset_selection), '')))
        ) as subject, run_id, started_at, ended_at,
    from ended_runs
    where status = 'success'
),

recent as (
    select
        environment,
        subject,
        'duration_seconds' as measure,
        round(timestamp_diff(ended_at, started_at, microsecond) / 1000000, 1) as value,
    from runs
    where started_at is not null and ended_at is not null
    qualify
        row_number() over (
            partition by environment, subject order by started_at desc, run_id
        ) <= 14
),

with_median as (
    select
        *,
        percentile_cont(value, 0.5) over (partition by environment, subject, measure) as median,
    from recent
),

with_distances as (
    select
        *,
        percentile_cont(abs(value - median), 0.5) over (
            partition by environment, subject, measure
        ) as median_distance,
    from with_median
),

spreads as (
    select
        environment,
        subject,
        measure,
        count(*) as sample_count,
        sum(if(value = 0, 1, 0)) as empty_count,
        max(median) as median,
        1.4826 * max(median_distance) as spread,
        min(value) as lowest,
        max(value) as highest,
    from with_distances
    group by environment, subject, measure
),

learned as (
    select
        *,
        '' as slot,
        lowest as low,
        highest as high,
        concat(
            'usually ', if(
            median < 120,
            concat(cast(cast(round(median) as int64) as string), ' s'),
            case
        when median < 2 * 3600
            then concat(cast(div(cast(floor(median) as int64), 60) as string), ' min')
        when median < 2 * 86400
            then concat(cast(div(cast(floor(median) as int64), 3600) as string), ' h')
        else concat(cast(div(cast(floor(median) as int64), 86400) as string), ' days')
    end
        ), ', at most ',
            if(
            highest < 120,
            concat(cast(cast(round(highest) as int64) as string), ' s'),
            case
        when highest < 2 * 3600
            then concat(cast(div(cast(floor(highest) as int64), 60) as string), ' min')
        when highest < 2 * 86400
            then concat(cast(div(cast(floor(highest) as int64), 3600) as string), ' h')
        else concat(cast(div(cast(floor(highest) as int64), 86400) as string), ' days')
    end
        ), ' (', cast(sample_count as string), ' runs)'
        ) as explanation,
    from spreads
)

select
        to_hex(md5(concat(
            environment, '\n', subject, '\n', measure, '\n', slot, '\n',
            cast(date(look_clock) as string)
        ))) as row_id,
        environment,
        subject,
        measure,
        slot,
        date(look_clock) as learned_on,
        cast(sample_count as int64) as sample_count,
        cast(median as float64) as median,
        cast(low as float64) as low,
        cast(high as float64) as high,
        explanation,
    from learned
    )
    select row_id, environment, subject, measure, slot, learned_on, sample_count, median, low, high, explanation, current_timestamp(), session_user() from learned_now;
    insert into {ledger}.`learned_usuals` (row_id, environment, subject, measure, slot, learned_on, sample_count, median, low, high, explanation, recorded_at, recorded_by)
    with learned_now as (
    with command_facts as (
    select * from {ledger}.`dbt_invocations`
    where
        recorded_at > timestamp_sub(
            timestamp_trunc(look_clock, day), interval 30 day
        )
        and recorded_at <= timestamp_trunc(look_clock, day)
    qualify row_number() over (partition by row_id order by recorded_at) = 1
),

run_facts as (
    select * from {ledger}.`dagster_runs`
    where
        recorded_at > timestamp_sub(
            timestamp_trunc(look_clock, day), interval 30 day
        )
        and recorded_at <= timestamp_trunc(look_clock, day)
    qualify row_number() over (partition by row_id order by recorded_at) = 1
),

load_facts as (
    select * from {ledger}.`dlt_loads`
    where
        recorded_at > timestamp_sub(
            timestamp_trunc(look_clock, day), interval 30 day
        )
        and recorded_at <= timestamp_trunc(look_clock, day)
    qualify row_number() over (partition by row_id order by recorded_at) = 1
),

starts as (
    select
        environment,
        concat('dbt/', coalesce(
            run_key,
            concat(coalesce(project_name, ''), '/', coalesce(target_name, ''), '/', command)
        )) as run_key,
        coalesce(pipeline_run_id, invocation_id) as pipeline_run_id,
        least(occurred_at, recorded_at) as started_at,
        true as is_regular,
        dagster_run_id is not null as is_of_dagster,
    from command_facts
    where shifted_days is null
    union all
    select
        environment,
        concat(
            'dagster/',
            concat(if(deployment = 'dagster', '', concat(deployment, '/')), concat(coalesce(code_location, ''), '/', job_name))
        ) as run_key,
        run_id as pipeline_run_id,
        coalesce(created_at, occurred_at) as started_at,
        launched_by in ('sensor', 'automation') and not starts_with(job_name, '__') as is_regular,
        false as is_of_dagster,
    from run_facts
    union all
    select
        environment,
        concat('dlt/', pipeline_name) as run_key,
        coalesce(pipeline_run_id, load_id) as pipeline_run_id,
        coalesce(started_at, least(occurred_at, recorded_at)) as started_at,
        true as is_regular,
        dagster_run_id is not null as is_of_dagster,
    from load_facts
    where shifted_days is null
),

started as (
    select
        environment,
        run_key,
        pipeline_run_id,
        min(started_at) as started_at,
        logical_or(is_regular) as is_regular,
        logical_or(is_of_dagster) as is_of_dagster,
    from starts
    group by environment, run_key, pipeline_run_id
),

with_head as (
    select
        *,
        first_value(run_key) over pipeline as head_run_key,
        first_value(started_at) over pipeline as head_started_at,
    from started
    window pipeline as (partition by environment, pipeline_run_id order by started_at, run_key)
),

in_line as (
    select
        *,
        round(timestamp_diff(started_at, lag(started_at) over line, microsecond) / 1000000, 1) as gap_seconds,
        round(timestamp_diff(lead(started_at) over line, started_at, microsecond) / 1000000, 1)
            as next_gap_seconds,
        min(started_at) over (partition by environment, run_key) as first_started_at,
        row_number() over (
            partition by environment, run_key order by started_at desc, pipeline_run_id
        ) as number_from_last,
    from with_head
    where is_regular and not is_of_dagster
    window line as (partition by environment, run_key order by started_at, pipeline_run_id)
),

recent as (
    select
        environment,
        run_key as subject,
        'gap_seconds' as measure,
        gap_seconds as value,
    from in_line
    where
        gap_seconds is not null
        and number_from_last <= 14
        and first_started_at <= timestamp_sub(
            timestamp_trunc(look_clock, day),
            interval 7 day
        )
),

with_median as (
    select
        *,
        percentile_cont(value, 0.5) over (partition by environment, subject, measure) as median,
    from recent
),

with_distances as (
    select
        *,
        percentile_cont(abs(value - median), 0.5) over (
            partition by environment, subject, measure
        ) as median_distance,
    from with_median
),

spreads as (
    select
        environment,
        subject,
        measure,
        count(*) as sample_count,
        sum(if(value = 0, 1, 0)) as empty_count,
        max(median) as median,
        1.4826 * max(median_distance) as spread,
        min(value) as lowest,
        max(value) as highest,
    from with_distances
    group by environment, subject, measure
),

regular as (
    select
        *,
        greatest(
            15 * 60,
            10 / 100 * median,
            3 * spread
        ) as tolerance,
    from spreads
    where
        sample_count >= 7
        and spread <= 20 / 100 * median
),

-- of all hours (''), and about the same time of each of the last four weeks
week_gaps as (
    select
        environment,
        run_key as subject,
        slot,
        div(timestamp_diff(timestamp_trunc(look_clock, day), started_at, hour), 168) as weeks_ago,
        max(next_gap_seconds) as week_gap,
    from in_line
    cross join unnest([-9, -1, 0, 1]) as hours
    cross join
        unnest([if(
            hours = -9, '', format_timestamp('%a %H', timestamp_add(started_at, interval hours hour))
        )]) as slot
    where
        next_gap_seconds is not null
        and (slot = '' or starts_with(slot, format_date('%a', date_add(date(look_clock), interval 1 day)))
        or starts_with(slot, format_date('%a', date_add(date(look_clock), interval 2 day))))
    group by environment, subject, slot, weeks_ago
),

-- of up to four weeks the middle one, of two the longer: one odd week changes nothing
slots as (
    select * from week_gaps
    qualify
        row_number() over (
            partition by environment, subject, slot order by week_gap desc, weeks_ago
        ) = div(count(*) over (partition by environment, subject, slot) + 1, 2)
),

offsets as (
    select
        *,
        percentile_cont(
            round(timestamp_diff(started_at, head_started_at, microsecond) / 1000000, 1), 0.5
        ) over (partition by environment, run_key, head_run_key) as median_offset,
    from in_line
    where number_from_last <= 14
),

-- what came after another run the last time is brought by it
brought as (
    select
        environment,
        run_key as subject,
        head_run_key,
        count(*) as sample_count,
        max(median_offset) as median,
    from offsets
    where head_run_key != run_key
    group by environment, subject, head_run_key
    having min(number_from_last) = 1
),

timed as (
    select
        regular.*,
        slots.slot,
        brought.head_run_key,
        coalesce(brought.sample_count, regular.sample_count) as gap_count,
        case
            when brought.head_run_key is not null then brought.median
            when slots.slot = '' then regular.median
            else greatest(regular.median, slots.week_gap)
        end as expected,
    from regular
    inner join slots using (environment, subject)
    left join brought using (environment, subject)
    where slots.slot = '' or brought.head_run_key is null
),

learned as (
    select
        environment,
        subject,
        measure,
        coalesce(concat('after ', head_run_key), slot) as slot,
        gap_count as sample_count,
        expected as median,
        greatest(0, expected - tolerance) as low,
        expected + tolerance as high,
        concat(
            'usually ', case
        when (60 * round((expected) / 60)) < 2 * 3600
            then concat(cast(div(cast(floor((60 * round((expected) / 60))) as int64), 60) as string), ' min')
        when (60 * round((expected) / 60)) < 2 * 86400
            then concat(cast(div(cast(floor((60 * round((expected) / 60))) as int64), 3600) as string), ' h')
        else concat(cast(div(cast(floor((60 * round((expected) / 60))) as int64), 86400) as string), ' days')
    end,
            case
                when head_run_key is not null then concat(' after ', head_run_key)
                when slot = '' then ' apart'
                else ' until the next at this time of the week'
            end,
            if(slot = '', concat(' (the last ', cast(gap_count as string), ' times)'), '')
        ) as explanation,
    from timed
)

select
        to_hex(md5(concat(
            environment, '\n', subject, '\n', measure, '\n', slot, '\n',
            cast(date(look_clock) as string)
        ))) as row_id,
        environment,
        subject,
        measure,
        slot,
        date(look_clock) as learned_on,
        cast(sample_count as int64) as sample_count,
        cast(median as float64) as median,
        cast(low as float64) as low,
        cast(high as float64) as high,
        explanation,
    from learned
    )
    select row_id, environment, subject, measure, slot, learned_on, sample_count, median, low, high, explanation, current_timestamp(), session_user() from learned_now;
end if;

insert into {ledger}.`looks` (
    row_id, recorded_at, recorded_by, look_id, event, looked_at, family, watermark, row_count,
    counted_at, counted_then, counted_again, event_count, next_due_at, rules_version,
    package_version
)
values
    (
        concat(this_look, ' dbt'), current_timestamp(), session_user(), this_look,
        'finished', look_clock, 'dbt', dbt_reading.watermark,
        dbt_reading.row_count, dbt_reading.counted_at,
        dbt_reading.counted_then, dbt_reading.counted_again,
        look_judged.row_count, look_due_at, '4b3b6fee689e',
        '0.2.0'
    ),
    (
        concat(this_look, ' dagster'), current_timestamp(), session_user(), this_look,
        'finished', look_clock, 'dagster', dagster_reading.watermark,
        dagster_reading.row_count, dagster_reading.counted_at,
        dagster_reading.counted_then, dagster_reading.counted_again,
        look_judged.row_count, look_due_at, '4b3b6fee689e',
        '0.2.0'
    ),
    (
        concat(this_look, ' dlt'), current_timestamp(), session_user(), this_look,
        'finished', look_clock, 'dlt', dlt_reading.watermark,
        dlt_reading.row_count, dlt_reading.counted_at,
        dlt_reading.counted_then, dlt_reading.counted_again,
        look_judged.row_count, look_due_at, '4b3b6fee689e',
        '0.2.0'
    ),
    (
        concat(this_look, ' notices'), current_timestamp(), session_user(), this_look,
        'finished', look_clock, 'notices', notices_reading.watermark,
        notices_reading.row_count, notices_reading.counted_at,
        notices_reading.counted_then, notices_reading.counted_again,
        look_judged.row_count, look_due_at, '4b3b6fee689e',
        '0.2.0'
    ),
    (
        concat(this_look, ' deliveries'), current_timestamp(), session_user(), this_look,
        'finished', look_clock, 'deliveries', deliveries_reading.watermark,
        deliveries_reading.row_count, deliveries_reading.counted_at,
        deliveries_reading.counted_then, deliveries_reading.counted_again,
        look_judged.row_count, look_due_at, '4b3b6fee689e',
        '0.2.0'
    );
end
-- nightledger: procedure router_state
create or replace procedure {ledger}.`router_state`()
begin
declare told_since, events_since timestamp;

-- the newest day carried forward; of a router that was off for days all are searched
set told_since = (
    select max(recorded_at) from {ledger}.`alert_deliveries`
    where
        recorded_at >= timestamp_sub(current_timestamp(), interval 2 day)
        and event = 'carried'
);
if told_since is null then
    set told_since = (
        select max(recorded_at) from {ledger}.`alert_deliveries`
        where recorded_at >= timestamp '1970-01-01' and event = 'carried'
    );
end if;
set told_since = coalesce(
    timestamp_sub(told_since, interval 1 day), timestamp '1970-01-01'
);
set events_since = timestamp_sub(
    timestamp_trunc(current_timestamp(), day), interval 1 day
);

create or replace temp table router_documents as
with last_look as (
    select look_id, looked_at, next_due_at,
    from {ledger}.`looks`
    where recorded_at >= events_since and event = 'finished'
    qualify rank() over (order by looked_at desc, look_id) = 1
),

clock as (
    select
        current_timestamp() as now,
        max(looked_at) as as_of,
        max(look_id) as look_id,
        min(next_due_at) as next_due_at,
        '0.2.0' as package_version,
    from last_look
)

select 'clock' as item, to_json_string(clock) as document,
from clock
union all
select 'problem', to_json_string(one)
from (
    select * except (evidence), to_json_string(evidence) as evidence_json
    from (with standing as (
    select * from {ledger}.`problem_events`
    where recorded_at >= events_since
    qualify
        row_number() over (
            partition by event_id
            order by
                if(occurrences_before is null, 1, 0),
                if(occurrences_before is null, null, recorded_at) desc,
                recorded_at,
                look_id
        ) = 1
        and outcome != 'void'
        and max(if(outcome = 'void', 1, 0)) over (partition by coalesce(voids, event_id)) = 0
),

placed as (
    select
        *,
        row_number() over in_order as place,
        coalesce(lag(if(is_event, 'good', outcome)) over in_order, 'good') as outcome_before,
        lag(outcome) over in_order is null as is_first,
    from standing
    window in_order as (partition by fingerprint order by observed_at, if(outcome = 'good', 0, 1), event_id)
),

with_episodes as (
    select
        *,
        sum(if(outcome = 'bad' and outcome_before = 'good', 1, 0)) over (
            partition by fingerprint order by place
            rows between unbounded preceding and current row
        ) as episode_number,
        case severity when 'critical' then 1 when 'error' then 2 when 'info' then 4 else 3 end as severity_rank,
        not is_first and outcome != outcome_before as is_change,
    from placed
),

-- the copy that tells how often the episode had been seen before stands for what it replaces
anchored as (
    select
        *,
        min(if(outcome = 'bad', severity_rank, null)) over (
            partition by fingerprint, episode_number order by place
            rows between unbounded preceding and 1 preceding
        ) as worst_rank_before,
        max(occurrences_before) over (
            partition by fingerprint, episode_number order by place
            rows between unbounded preceding and current row
        ) as anchor_before,
    from with_episodes
),

numbered as (
    select
        *,
        coalesce(anchor_before, 0) + sum(if(outcome = 'bad', 1, 0)) over (
            partition by fingerprint, episode_number, anchor_before order by place
            rows between unbounded preceding and current row
        ) as occurrence_number,
    from anchored
),

timed as (
    select
        *,
        min(if(outcome = 'bad', observed_at, null)) over episode as opened_at,
        if(
            is_event, observed_at, min(if(outcome = 'good', observed_at, null)) over episode
        ) as resolved_at,
        max(if(outcome = 'bad', occurrence_number, null)) over episode as occurrence_count,
        first_value(event_id) over (
            partition by fingerprint, episode_number order by place
            rows between unbounded preceding and current row
        ) as episode_id,
        case
            when outcome = 'good' then outcome_before = 'bad'
            else
                outcome_before = 'good'
                or is_event
                or coalesce(severity_rank < worst_rank_before, false)
        end as is_edge,
        sum(if(is_change, 1, 0)) over (
            partition by fingerprint order by unix_seconds(observed_at)
            range between 86400 preceding and current row
        ) as window_change_count,
        max(if(is_change, observed_at, null)) over (
            partition by fingerprint order by place
            rows between unbounded preceding and 1 preceding
        ) as change_before_at,
    from numbered
    window episode as (partition by fingerprint, episode_number)
),

-- changes with less than the window between them are one restless time
in_restless_times as (
    select
        *,
        is_change and window_change_count >= coalesce(
            if(
                safe_cast(json_value(alerts.flapping_changes) as int64)
                between 1 and 1000,
                safe_cast(json_value(alerts.flapping_changes) as int64), null
            ),
            3
        ) as is_flap,
        sum(
            if(
                is_change
                and coalesce(
                    timestamp_add(change_before_at, interval 24 hour)
                    <= observed_at,
                    true
                ),
                1, 0
            )
        ) over (
            partition by fingerprint order by place
            rows between unbounded preceding and current row
        ) as restless_number,
    from timed
),

-- it flaps from one change too many until a whole window without any
with_flaps as (
    select
        *,
        min(if(is_flap, opened_at, null)) over restless as flaps_from_at,
        if(
            max(if(is_flap, 1, 0)) over restless = 1,
            timestamp_add(
                max(if(is_change, observed_at, null)) over restless,
                interval 24 hour
            ),
            null
        ) as flaps_until,
        min(if(outcome = 'bad', severity_rank, null)) over restless as restless_rank,
    from in_restless_times
    window restless as (partition by fingerprint, restless_number)
),

states as (
    select
        *,
        max(flaps_from_at) over subject as flapping_from_at,
        max(flaps_until) over subject as flapped_until,
        last_value(restless_rank ignore nulls) over in_place as flapping_rank,
        max(if(outcome = 'good', observed_at, null)) over subject as last_green_at,
        max(if(is_edge, observed_at, null)) over subject as changed_at,
        last_value(if(is_edge, known_at, null) ignore nulls) over in_place as changed_known_at,
        last_value(evidence ignore nulls) over in_place as last_evidence,
        last_value(
            if(outcome = 'bad', array_to_string(json_value_array(evidence.caused_by), ','), null)
            ignore nulls
        ) over in_place as causes,
        sum(
            if(
                is_change
                and observed_at > timestamp_sub(
                    current_timestamp(), interval 24 hour
                ),
                1, 0
            )
        ) over subject as change_count,
    from with_flaps
    qualify
        outcome = 'bad'
        and row_number() over (
            partition by fingerprint order by if(outcome = 'bad', 0, 1), place desc
        ) = 1
    window
        subject as (partition by fingerprint),
        in_place as (
            partition by fingerprint order by place
            rows between unbounded preceding and unbounded following
        )
),

silences as (
    select
        silence_id,
        max(if(event = 'created', starts_at, null)) as starts_at,
        least(
            max(if(event = 'created', ends_at, null)),
            coalesce(
                min(if(event = 'ended', ends_at, null)),
                max(if(event = 'created', ends_at, null))
            )
        ) as ends_at,
        max(if(event = 'created', created_by, null)) as created_by,
        min(if(event = 'created', occurred_at, null)) as created_at,
        max(if(event = 'ended', created_by, null)) as ended_by,
        max(if(event = 'created', comment, null)) as comment,
        max(if(event = 'created', matched_environment, null)) as matched_environment,
        max(if(event = 'created', severity, null)) as severity,
        max(if(event = 'created', kind, null)) as kind,
        max(if(event = 'created', asset, null)) as asset,
        max(if(event = 'created', subject, null)) as subject,
        max(if(event = 'created', owner, null)) as owner,
        max(if(event = 'created', tag, null)) as tag,
    from {ledger}.`alert_silences`
    group by silence_id
    having starts_at is not null
),

all_silences as (
    select array_agg(silences) as silences from silences
    where starts_at <= current_timestamp()
),

last_look as (
    select max(looked_at) as as_of from {ledger}.`looks`
    where recorded_at >= events_since and event = 'finished'
),

with_causes as (
    select
        states.*,
        cause_fingerprint,
        causing.changed_known_at as cause_over_known_at,
        causing.fingerprint is not null
        and (
            causing.resolved_at is null
            or causing.flapped_until > current_timestamp()
            or (states.resolved_at is not null and causing.resolved_at >= states.opened_at)
        ) as is_caused,
    from states
    cross join
        unnest(split(concat(',', coalesce(states.causes, '')), ',')) as cause_fingerprint
    left join states as causing on cause_fingerprint = causing.fingerprint
),

caused as (
    select
        *,
        max(if(is_caused, cause_fingerprint, null)) over (partition by fingerprint) as caused_by,
        max(if(is_caused, null, cause_over_known_at)) over (partition by fingerprint)
            as caused_until_at,
    from with_causes
    qualify row_number() over (partition by fingerprint order by cause_fingerprint) = 1
),

silenced as (
    select
        caused.*,
        last_look.as_of,
        coalesce(flapped_until > current_timestamp(), false) as is_flapping,
        json_value(alerts.ignore) = 'true' as is_ignored,
        if(
            error_class in ('network', 'quota', 'timeout')
            and kind in ('node', 'test', 'freshness', 'step', 'dagster run', 'tick', 'load'),
            timestamp_add(
                changed_known_at,
                interval coalesce(
            if(
                safe_cast(json_value(alerts.transient_wait_minutes) as int64)
                between 0 and 10080,
                safe_cast(json_value(alerts.transient_wait_minutes) as int64), null
            ),
            30
        ) minute
            ),
            null
        ) as transient_until_at,
        array(
            select as struct silence.silence_id, silence.ends_at
            from unnest(all_silences.silences) as silence
            where
            (
        silence.matched_environment is null
        or regexp_contains(
            coalesce(caused.environment, ''),
            concat(
                '(?s)^',
                replace(
                    regexp_replace(silence.matched_environment, r'([.+?()\[\]{}^$|\\])', r'\\\1'), '*', '.*'
                ),
                '$'
            )
        )
    ) and
            (
        silence.severity is null
        or regexp_contains(
            coalesce(caused.severity, ''),
            concat(
                '(?s)^',
                replace(
                    regexp_replace(silence.severity, r'([.+?()\[\]{}^$|\\])', r'\\\1'), '*', '.*'
                ),
                '$'
            )
        )
    ) and
            (
        silence.kind is null
        or regexp_contains(
            coalesce(caused.kind, ''),
            concat(
                '(?s)^',
                replace(
                    regexp_replace(silence.kind, r'([.+?()\[\]{}^$|\\])', r'\\\1'), '*', '.*'
                ),
                '$'
            )
        )
    ) and
            (
        silence.asset is null
        or regexp_contains(
            coalesce(caused.asset_name, ''),
            concat(
                '(?s)^',
                replace(
                    regexp_replace(silence.asset, r'([.+?()\[\]{}^$|\\])', r'\\\1'), '*', '.*'
                ),
                '$'
            )
        )
    ) and
            (
        silence.subject is null
        or regexp_contains(
            coalesce(caused.subject, ''),
            concat(
                '(?s)^',
                replace(
                    regexp_replace(silence.subject, r'([.+?()\[\]{}^$|\\])', r'\\\1'), '*', '.*'
                ),
                '$'
            )
        )
    ) and
            (
        silence.owner is null
        or regexp_contains(
            coalesce(caused.owner, ''),
            concat(
                '(?s)^',
                replace(
                    regexp_replace(silence.owner, r'([.+?()\[\]{}^$|\\])', r'\\\1'), '*', '.*'
                ),
                '$'
            )
        )
    ) and
            (
                silence.tag is null
                or exists (
                    select 1 from unnest(caused.tags) as one_tag
                    where (
        silence.tag is null
        or regexp_contains(
            coalesce(one_tag, ''),
            concat(
                '(?s)^',
                replace(
                    regexp_replace(silence.tag, r'([.+?()\[\]{}^$|\\])', r'\\\1'), '*', '.*'
                ),
                '$'
            )
        )
    )
                )
            )
            order by silence.ends_at desc
            limit 1
        )[safe_offset(0)] as last_silence,
    from caused
    cross join all_silences
    cross join last_look
),

suppressed as (
    select
        *,
        last_silence.ends_at as silenced_until_at,
        if(last_silence.ends_at > current_timestamp(), last_silence.silence_id, null) as silence_id,
        case
            when is_ignored then 'ignored'
            when last_silence.ends_at > current_timestamp() then 'silenced'
            when caused_by is not null then 'inhibited'
            when transient_until_at > current_timestamp() and resolved_at is null then 'transient'
        end as suppressed_because,
    from silenced
),

taken_on as (
    select
        fingerprint,
        severity as taken_on_severity,
        created_by as taken_on_by,
        occurred_at as taken_on_at,
    from {ledger}.`alert_acknowledgements`
    qualify row_number() over (partition by fingerprint order by occurred_at desc, row_id) = 1
),

problems as (
    select
        fingerprint,
        environment,
        kind,
        subject_id,
        subject,
        case
            when is_event then 'event'
            when is_flapping then 'flapping'
            when resolved_at is null then 'open'
            else 'resolved'
        end as state,
        case if(is_flapping, flapping_rank, severity_rank)
            when 1 then 'critical' when 2 then 'error' when 4 then 'info' else 'warn'
        end as severity,
        case if(is_flapping, flapping_rank, severity_rank)
            when 1 then 'page'
            when 2 then 'ticket'
            when 4 then 'ticket'
            else 'ticket'
        end as urgency,
        episode_id,
        if(is_flapping, flapping_from_at, opened_at) as opened_at,
        changed_at,
        observed_at as last_seen_at,
        resolved_at,
        changed_known_at as known_at,
        flapped_until,
        occurrence_count,
        change_count,
        is_event,
        suppressed_because,
        (
            select max(until_at)
            from unnest([
                silenced_until_at,
                caused_until_at,
                if(suppressed_because = 'transient', transient_until_at, null)
            ]) as until_at
        ) as suppressed_until_at,
        silence_id,
        silenced_until_at,
        caused_by,
        if(taken_on_at >= opened_at, taken_on_severity, null) as acknowledged_severity,
        if(taken_on_at >= opened_at, taken_on_by, null) as acknowledged_by,
        if(kind = 'receiver', subject_id, null) as about_receiver,
        asset_id,
        asset_name,
        check_name,
        column_name,
        owner,
        tags,
        runbook_url,
        run_id,
        error_class,
        message,
        failure_count,
        last_evidence as evidence,
        as_of,
    from suppressed
    left join taken_on using (fingerprint)
)

select * from problems)
) as one;

select item, document from router_documents
union all
select 'told', to_json_string(one) from (with delivered as (
    select *, coalesce(recipient, '') as address,
    from {ledger}.`alert_deliveries`
    where recorded_at >= told_since and event != 'suppressed'
),

carried as (
    select
        receiver,
        address,
        recorded_at as carried_at,
        told,
        health,
        cast(json_value(health.settled_sequence) as int64) as settled_sequence,
    from delivered
    where event = 'carried'
    qualify row_number() over (
        partition by receiver, address order by recorded_at desc, tick_id
    ) = 1
),

claims as (
    select * from delivered
    where event = 'claimed'
    qualify row_number() over (
        partition by receiver, address, sequence order by recorded_at, tick_id
    ) = 1
),

outcomes as (
    select * from delivered
    where event not in ('claimed', 'carried')
    qualify row_number() over (
        partition by receiver, address, sequence, tick_id order by recorded_at
    ) = 1
),

attempts as (
    select
        claims.receiver,
        claims.address,
        claims.sequence,
        claims.environment,
        claims.group_key,
        claims.as_of,
        claims.told,
        claims.occurred_at as claimed_at,
        coalesce(outcomes.event, 'nothing') as event,
        outcomes.occurred_at as ended_at,
        outcomes.retry_at,
        claims.sequence > coalesce(carried.settled_sequence, 0) as is_new,
    from claims
    left join outcomes
        on
            claims.receiver = outcomes.receiver
            and claims.address = outcomes.address
            and claims.sequence = outcomes.sequence
            and claims.tick_id = outcomes.tick_id
    left join carried
        on claims.receiver = carried.receiver and claims.address = carried.address
),

-- a message of a storm names thousands: they are taken apart before it is repeated for each
spoken as (
    select * except (told), json_query_array(told) as told_lines,
    from attempts
    where is_new
),

lines as (
    select spoken.* except (told_lines), line,
    from spoken
    cross join unnest(spoken.told_lines) as line
),

carried_lines as (
    select carried.receiver, carried.address, line,
    from (
        select receiver, address, json_query_array(told) as told_lines,
        from carried
    ) as carried
    cross join unnest(carried.told_lines) as line
),

told_lines as (
    select
        receiver,
        address,
        json_value(line.fingerprint) as fingerprint,
        sequence as place,
        event,
        line,
        environment,
        json_value(line.kind) as kind,
        json_value(line.subject) as subject,
        event = 'accepted' as is_known,
        json_value(line.word) as word,
        json_value(line.state) as state,
        json_value(line.episode_id) as episode_id,
        json_value(line.severity) as severity,
        ended_at as known_at,
        as_of,
        event in ('unknown', 'nothing') as may_have_arrived,
        json_value(line.state) in ('bad', 'flapping') as is_maybe_bad,
        if(event = 'unknown', 1, 0) as unknowns,
        to_json_string([
            json_value(line.state), json_value(line.episode_id), json_value(line.severity)
        ]) as doubt,
        claimed_at as doubted_at,
        as_of as doubt_as_of,
        if(event = 'accepted', null, claimed_at) as tried_at,
        if(event = 'refused', 1, 0) as refusals,
    from lines
    union all
    select
        receiver,
        address,
        json_value(line.fingerprint),
        0,
        'carried',
        line,
        json_value(line.environment),
        json_value(line.kind),
        json_value(line.subject),
        true,
        cast(null as string),
        json_value(line.state),
        json_value(line.episode_id),
        json_value(line.severity),
        cast(json_value(line.at) as timestamp),
        cast(json_value(line.as_of) as timestamp),
        cast(json_value(line.in_doubt) as bool),
        cast(json_value(line.maybe_bad) as bool),
        cast(json_value(line.unknowns) as int64),
        json_value(line.doubt),
        cast(json_value(line.doubt_at) as timestamp),
        cast(json_value(line.doubt_as_of) as timestamp),
        cast(json_value(line.tried_at) as timestamp),
        cast(json_value(line.refusals) as int64),
    from carried_lines
),

placed as (
    select
        *,
        max(if(is_known, place, null)) over problem as known_place,
        last_value(if(is_known, state, null) ignore nulls) over before as state_before,
    from told_lines
    window
        problem as (partition by receiver, address, fingerprint),
        before as (
            partition by receiver, address, fingerprint order by place
            rows between unbounded preceding and 1 preceding
        )
),

-- escalation counts from the first acceptance of news that it is this bad
dated as (
    select
        *,
        case
            when event = 'carried' then cast(json_value(line.first_bad_at) as timestamp)
            when
                is_known
                and not (
                    coalesce(state_before in ('bad', 'flapping'), false)
                    and state in ('bad', 'flapping')
                    and word not in ('opened', 'escalated')
                )
                then known_at
        end as bad_since,
        place > coalesce(known_place, -1) as is_since,
        may_have_arrived and place >= coalesce(known_place, 0) as is_doubt,
    from placed
),

-- the doubts of one kind after the last of another kind: they said the same
doubted as (
    select
        *,
        last_value(if(is_doubt, doubt, null) ignore nulls) over whole as last_doubt,
    from dated
    window whole as (
        partition by receiver, address, fingerprint order by place
        rows between unbounded preceding and unbounded following
    )
),

same_doubts as (
    select
        *,
        max(if(is_doubt and doubt != last_doubt, place, -1)) over (
            partition by receiver, address, fingerprint
        ) as other_doubt_place,
    from doubted
)

select
    receiver,
    nullif(address, '') as recipient,
    fingerprint,
    max(if(place = known_place, state, null)) as state,
    max(if(place = known_place, episode_id, null)) as episode_id,
    max(if(place = known_place, severity, null)) as severity,
    max(if(place = known_place, known_at, null)) as accepted_at,
    max(if(place = known_place, as_of, null)) as as_of,
    if(
        max(if(place = known_place, state, null)) in ('bad', 'flapping', 'event'),
        max(bad_since),
        null
    ) as first_bad_at,
    logical_or(is_doubt and is_maybe_bad) as maybe_bad,
    logical_or(is_doubt) as in_doubt,
    sum(if(is_doubt and place > other_doubt_place, unknowns, 0)) as unknowns,
    max(last_doubt) as doubt,
    max(if(is_doubt, doubted_at, null)) as doubt_at,
    max(if(is_doubt, doubt_as_of, null)) as doubt_as_of,
    max(if(is_since or event = 'carried' and place = known_place, tried_at, null)) as tried_at,
    sum(if(is_since or event = 'carried' and place = known_place, refusals, 0)) as refusals,
    array_agg(
        struct(environment, kind, subject) order by place desc limit 1
    )[offset(0)] as about,
from same_doubts
group by receiver, address, fingerprint) as one
union all
select 'in_flight', to_json_string(one) from (with delivered as (
    select *, coalesce(recipient, '') as address,
    from {ledger}.`alert_deliveries`
    where recorded_at >= told_since and event != 'suppressed'
),

carried as (
    select
        receiver,
        address,
        recorded_at as carried_at,
        told,
        health,
        cast(json_value(health.settled_sequence) as int64) as settled_sequence,
    from delivered
    where event = 'carried'
    qualify row_number() over (
        partition by receiver, address order by recorded_at desc, tick_id
    ) = 1
),

claims as (
    select * from delivered
    where event = 'claimed'
    qualify row_number() over (
        partition by receiver, address, sequence order by recorded_at, tick_id
    ) = 1
),

outcomes as (
    select * from delivered
    where event not in ('claimed', 'carried')
    qualify row_number() over (
        partition by receiver, address, sequence, tick_id order by recorded_at
    ) = 1
),

attempts as (
    select
        claims.receiver,
        claims.address,
        claims.sequence,
        claims.environment,
        claims.group_key,
        claims.as_of,
        claims.told,
        claims.occurred_at as claimed_at,
        coalesce(outcomes.event, 'nothing') as event,
        outcomes.occurred_at as ended_at,
        outcomes.retry_at,
        claims.sequence > coalesce(carried.settled_sequence, 0) as is_new,
    from claims
    left join outcomes
        on
            claims.receiver = outcomes.receiver
            and claims.address = outcomes.address
            and claims.sequence = outcomes.sequence
            and claims.tick_id = outcomes.tick_id
    left join carried
        on claims.receiver = carried.receiver and claims.address = carried.address
)

select
    receiver,
    nullif(address, '') as recipient,
    sequence,
    claimed_at,
    array(
        select json_value(line.fingerprint) from unnest(json_query_array(told)) as line
    ) as fingerprints,
from attempts
where event = 'nothing') as one
union all
select 'health', to_json_string(one) from (with delivered as (
    select *, coalesce(recipient, '') as address,
    from {ledger}.`alert_deliveries`
    where recorded_at >= told_since and event != 'suppressed'
),

carried as (
    select
        receiver,
        address,
        recorded_at as carried_at,
        told,
        health,
        cast(json_value(health.settled_sequence) as int64) as settled_sequence,
    from delivered
    where event = 'carried'
    qualify row_number() over (
        partition by receiver, address order by recorded_at desc, tick_id
    ) = 1
),

claims as (
    select * from delivered
    where event = 'claimed'
    qualify row_number() over (
        partition by receiver, address, sequence order by recorded_at, tick_id
    ) = 1
),

outcomes as (
    select * from delivered
    where event not in ('claimed', 'carried')
    qualify row_number() over (
        partition by receiver, address, sequence, tick_id order by recorded_at
    ) = 1
),

attempts as (
    select
        claims.receiver,
        claims.address,
        claims.sequence,
        claims.environment,
        claims.group_key,
        claims.as_of,
        claims.told,
        claims.occurred_at as claimed_at,
        coalesce(outcomes.event, 'nothing') as event,
        outcomes.occurred_at as ended_at,
        outcomes.retry_at,
        claims.sequence > coalesce(carried.settled_sequence, 0) as is_new,
    from claims
    left join outcomes
        on
            claims.receiver = outcomes.receiver
            and claims.address = outcomes.address
            and claims.sequence = outcomes.sequence
            and claims.tick_id = outcomes.tick_id
    left join carried
        on claims.receiver = carried.receiver and claims.address = carried.address
),

-- what was carried forward stands for all attempts before it
all_attempts as (
    select
        receiver,
        address,
        sequence,
        group_key,
        claimed_at,
        event,
        ended_at,
        retry_at,
        is_new,
        cast(null as json) as health,
        cast(null as timestamp) as carried_at,
    from attempts
    union all
    select
        receiver,
        address,
        0,
        null,
        null,
        'carried',
        null,
        cast(json_value(health.retry_at) as timestamp),
        true,
        health,
        carried_at,
    from carried
),

placed as (
    select
        *,
        max(if(is_new and event = 'accepted', sequence, null)) over (
            partition by receiver, address
        ) as accepted_sequence,
        is_new and event in ('retryable', 'refused', 'permanent', 'unknown') as is_failure,
    from all_attempts
),

failing as (
    select
        *,
        is_failure and sequence > coalesce(accepted_sequence, 0) as is_open_failure,
        event = 'carried' and accepted_sequence is null as counts_carried,
    from placed
),

last_failing as (
    select
        *,
        max(if(is_open_failure or counts_carried, sequence, null)) over (
            partition by receiver, address
        ) as last_failed_sequence,
    from failing
)

select
    receiver,
    nullif(address, '') as recipient,
    max(coalesce(cast(json_value(health.sequence) as int64), sequence)) as sequence,
    coalesce(
        max(if(event = 'accepted', ended_at, null)),
        max(cast(json_value(health.accepted_at) as timestamp))
    ) as accepted_at,
    sum(if(is_open_failure, 1, 0))
    + coalesce(max(if(counts_carried, cast(json_value(health.failures) as int64), 0)), 0)
        as failures,
    coalesce(
        max(if(counts_carried, cast(json_value(health.failing_since) as timestamp), null)),
        min(if(is_open_failure, ended_at, null))
    ) as failing_since,
    coalesce(
        max(if(is_open_failure, ended_at, null)),
        max(if(counts_carried, cast(json_value(health.last_failure_at) as timestamp), null))
    ) as last_failure_at,
    max(
        if(
            sequence = last_failed_sequence,
            if(is_open_failure, event, json_value(health.last_failure)),
            null
        )
    ) as last_failure,
    max(if(sequence = last_failed_sequence, retry_at, null)) as retry_at,
    array_agg(
        if(claimed_at > timestamp_sub(current_timestamp(), interval 1 hour), claimed_at, null)
        ignore nulls
    ) as claims,
    array_agg(
        if(event = 'accepted', struct(group_key as group_key, ended_at as accepted_at), null)
        ignore nulls
    ) as told_groups,
    max(carried_at) as carried_at,
from last_failing
group by receiver, address) as one
union all
select 'decided', to_json_string(one) from (select distinct entry_id
from {ledger}.`alert_deliveries`
where recorded_at >= told_since and event = 'suppressed') as one;
end
-- nightledger: procedure look
create or replace procedure {ledger}.`look`()
begin
call {ledger}.`look_at`('dbt,dagster,dlt,notices,deliveries');
end
-- nightledger: creation create vw_open_problems
create or replace view {ledger}.`vw_open_problems` (
    subject options(description='What is wrong or was, as messages show it.'),
    severity options(description='`critical` (it, or the asset it tests, carries the tag `critical`), `error` or `warn`: of the last time it was bad; while it flaps, the worst of it. Null: nothing is wrong.'),
    urgency options(description='`page` (wake somebody) or `ticket`, by the setting `page_severities`.'),
    state options(description='`open` or `flapping` (changed between good and bad at least `flapping_changes` times within `flap_window_hours`).'),
    opened_at options(description='First time it was bad since it was last good (UTC).'),
    last_seen_at options(description='Last time it was bad (UTC).'),
    occurrence_count options(description='How often it was bad since it was last good.'),
    strip options(description='The last `strip_days` days (UTC), oldest first, today last: `✗` failed, `!` warned, `✓` good, `·` no verdict; the worst of a day counts. Null: things of its kind have none.'),
    owner options(description='Who looks after it. Null: nobody is named.'),
    message options(description='What was said when it was last bad: the first telling line, at most 300 characters. Null: nothing.'),
    offending_values options(description='Up to three offending rows as text, the tested column first, such as `customer_id=C0042 (n_records=2)`; of when it last opened or worsened. Null: no sample.'),
    alert options(description='`told`; why not: `ignored`, `silenced`, `inhibited` (a cause is told instead), `transient` (is given time to go away); `pending`; `no router has run`.'),
    first_told_at options(description='When a receiver first accepted a message about it (UTC). Null: none has.'),
    acknowledged_by options(description='Who took it on with `nightledger ack`. Null, nobody.'),
    acknowledged_at options(description='When somebody first took it on with `nightledger ack` (UTC). Null: nobody did.'),
    what_changed options(description='The likeliest three of what changed since it was last good, see `vw_changes`. Empty: nothing was compared.'),
    downstream_count options(description='Assets that read it, directly or through others, when it opened.'),
    consequence_count options(description='What failed or was skipped in the same run because of it.'),
    run_url options(description='Link to the run: as Dagster said, or from the setting `run_url_template`. Null: neither.'),
    runbook_url options(description='Link to its runbook. Null: none.'),
    kind options(description='What was looked at: test, node (what dbt builds), freshness, check, step, load, missing run and so on.'),
    environment options(description='Environment it belongs to: the var `environment`, or the dbt target\'s name; of Dagster and dlt, what the project said.'),
    run_id options(description='Pipeline run it happened in; a dbt command that was started on its own is its own run. Null: none.'),
    fingerprint options(description='Identity of the problem across runs: hash of environment, kind and subject.'),
    as_of options(description='Clock of the last look (UTC): facts recorded later are not judged yet. Null: none in eight days.')
)
options(description='What is wrong now? One row per problem that is open. And one of kind `look` when facts have waited a quarter of an hour to be judged: what nobody looked at must not seem green.')
as
with standing as (
    select * from {ledger}.`problem_events`
    where recorded_at >= timestamp_sub(timestamp_trunc(current_timestamp(), day), interval 8 day)
    qualify
        row_number() over (
            partition by event_id
            order by
                if(occurrences_before is null, 1, 0),
                if(occurrences_before is null, null, recorded_at) desc,
                recorded_at,
                look_id
        ) = 1
        and outcome != 'void'
        and max(if(outcome = 'void', 1, 0)) over (partition by coalesce(voids, event_id)) = 0
),

placed as (
    select
        *,
        row_number() over in_order as place,
        coalesce(lag(if(is_event, 'good', outcome)) over in_order, 'good') as outcome_before,
        lag(outcome) over in_order is null as is_first,
    from standing
    window in_order as (partition by fingerprint order by observed_at, if(outcome = 'good', 0, 1), event_id)
),

with_episodes as (
    select
        *,
        sum(if(outcome = 'bad' and outcome_before = 'good', 1, 0)) over (
            partition by fingerprint order by place
            rows between unbounded preceding and current row
        ) as episode_number,
        case severity when 'critical' then 1 when 'error' then 2 when 'info' then 4 else 3 end as severity_rank,
        not is_first and outcome != outcome_before as is_change,
    from placed
),

-- the copy that tells how often the episode had been seen before stands for what it replaces
anchored as (
    select
        *,
        min(if(outcome = 'bad', severity_rank, null)) over (
            partition by fingerprint, episode_number order by place
            rows between unbounded preceding and 1 preceding
        ) as worst_rank_before,
        max(occurrences_before) over (
            partition by fingerprint, episode_number order by place
            rows between unbounded preceding and current row
        ) as anchor_before,
    from with_episodes
),

numbered as (
    select
        *,
        coalesce(anchor_before, 0) + sum(if(outcome = 'bad', 1, 0)) over (
            partition by fingerprint, episode_number, anchor_before order by place
            rows between unbounded preceding and current row
        ) as occurrence_number,
    from anchored
),

timed as (
    select
        *,
        min(if(outcome = 'bad', observed_at, null)) over episode as opened_at,
        if(
            is_event, observed_at, min(if(outcome = 'good', observed_at, null)) over episode
        ) as resolved_at,
        max(if(outcome = 'bad', occurrence_number, null)) over episode as occurrence_count,
        first_value(event_id) over (
            partition by fingerprint, episode_number order by place
            rows between unbounded preceding and current row
        ) as episode_id,
        case
            when outcome = 'good' then outcome_before = 'bad'
            else
                outcome_before = 'good'
                or is_event
                or coalesce(severity_rank < worst_rank_before, false)
        end as is_edge,
        sum(if(is_change, 1, 0)) over (
            partition by fingerprint order by unix_seconds(observed_at)
            range between 86400 preceding and current row
        ) as window_change_count,
        max(if(is_change, observed_at, null)) over (
            partition by fingerprint order by place
            rows between unbounded preceding and 1 preceding
        ) as change_before_at,
    from numbered
    window episode as (partition by fingerprint, episode_number)
),

-- changes with less than the window between them are one restless time
in_restless_times as (
    select
        *,
        is_change and window_change_count >= coalesce(
            if(
                safe_cast(json_value(alerts.flapping_changes) as int64)
                between 1 and 1000,
                safe_cast(json_value(alerts.flapping_changes) as int64), null
            ),
            3
        ) as is_flap,
        sum(
            if(
                is_change
                and coalesce(
                    timestamp_add(change_before_at, interval 24 hour)
                    <= observed_at,
                    true
                ),
                1, 0
            )
        ) over (
            partition by fingerprint order by place
            rows between unbounded preceding and current row
        ) as restless_number,
    from timed
),

-- it flaps from one change too many until a whole window without any
with_flaps as (
    select
        *,
        min(if(is_flap, opened_at, null)) over restless as flaps_from_at,
        if(
            max(if(is_flap, 1, 0)) over restless = 1,
            timestamp_add(
                max(if(is_change, observed_at, null)) over restless,
                interval 24 hour
            ),
            null
        ) as flaps_until,
        min(if(outcome = 'bad', severity_rank, null)) over restless as restless_rank,
    from in_restless_times
    window restless as (partition by fingerprint, restless_number)
),

states as (
    select
        *,
        max(flaps_from_at) over subject as flapping_from_at,
        max(flaps_until) over subject as flapped_until,
        last_value(restless_rank ignore nulls) over in_place as flapping_rank,
        max(if(outcome = 'good', observed_at, null)) over subject as last_green_at,
        max(if(is_edge, observed_at, null)) over subject as changed_at,
        last_value(if(is_edge, known_at, null) ignore nulls) over in_place as changed_known_at,
        last_value(evidence ignore nulls) over in_place as last_evidence,
        last_value(
            if(outcome = 'bad', array_to_string(json_value_array(evidence.caused_by), ','), null)
            ignore nulls
        ) over in_place as causes,
        sum(
            if(
                is_change
                and observed_at > timestamp_sub(
                    current_timestamp(), interval 24 hour
                ),
                1, 0
            )
        ) over subject as change_count,
        concat(
            coalesce(
                substr(
                    '✓!✗',
                    max(
                        if(
                            date(observed_at) = date_sub(date(current_timestamp()), interval 8 day),
                            case when outcome = 'good' then 1 when severity = 'warn' then 2 else 3 end, null
                        )
                    ) over subject,
                    1
                ),
                '·'
            ),
            coalesce(
                substr(
                    '✓!✗',
                    max(
                        if(
                            date(observed_at) = date_sub(date(current_timestamp()), interval 7 day),
                            case when outcome = 'good' then 1 when severity = 'warn' then 2 else 3 end, null
                        )
                    ) over subject,
                    1
                ),
                '·'
            ),
            coalesce(
                substr(
                    '✓!✗',
                    max(
                        if(
                            date(observed_at) = date_sub(date(current_timestamp()), interval 6 day),
                            case when outcome = 'good' then 1 when severity = 'warn' then 2 else 3 end, null
                        )
                    ) over subject,
                    1
                ),
                '·'
            ),
            coalesce(
                substr(
                    '✓!✗',
                    max(
                        if(
                            date(observed_at) = date_sub(date(current_timestamp()), interval 5 day),
                            case when outcome = 'good' then 1 when severity = 'warn' then 2 else 3 end, null
                        )
                    ) over subject,
                    1
                ),
                '·'
            ),
            coalesce(
                substr(
                    '✓!✗',
                    max(
                        if(
                            date(observed_at) = date_sub(date(current_timestamp()), interval 4 day),
                            case when outcome = 'good' then 1 when severity = 'warn' then 2 else 3 end, null
                        )
                    ) over subject,
                    1
                ),
                '·'
            ),
            coalesce(
                substr(
                    '✓!✗',
                    max(
                        if(
                            date(observed_at) = date_sub(date(current_timestamp()), interval 3 day),
                            case when outcome = 'good' then 1 when severity = 'warn' then 2 else 3 end, null
                        )
                    ) over subject,
                    1
                ),
                '·'
            ),
            coalesce(
                substr(
                    '✓!✗',
                    max(
                        if(
                            date(observed_at) = date_sub(date(current_timestamp()), interval 2 day),
                            case when outcome = 'good' then 1 when severity = 'warn' then 2 else 3 end, null
                        )
                    ) over subject,
                    1
                ),
                '·'
            ),
            coalesce(
                substr(
                    '✓!✗',
                    max(
                        if(
                            date(observed_at) = date_sub(date(current_timestamp()), interval 1 day),
                            case when outcome = 'good' then 1 when severity = 'warn' then 2 else 3 end, null
                        )
                    ) over subject,
                    1
                ),
                '·'
            ),
            coalesce(
                substr(
                    '✓!✗',
                    max(
                        if(
                            date(observed_at) = date_sub(date(current_timestamp()), interval 0 day),
                            case when outcome = 'good' then 1 when severity = 'warn' then 2 else 3 end, null
                        )
                    ) over subject,
                    1
                ),
                '·'
            )
        ) as marks,
    from with_flaps
    qualify
        outcome = 'bad'
        and row_number() over (
            partition by fingerprint order by if(outcome = 'bad', 0, 1), place desc
        ) = 1
    window
        subject as (partition by fingerprint),
        in_place as (
            partition by fingerprint order by place
            rows between unbounded preceding and unbounded following
        )
),

silences as (
    select
        silence_id,
        max(if(event = 'created', starts_at, null)) as starts_at,
        least(
            max(if(event = 'created', ends_at, null)),
            coalesce(
                min(if(event = 'ended', ends_at, null)),
                max(if(event = 'created', ends_at, null))
            )
        ) as ends_at,
        max(if(event = 'created', created_by, null)) as created_by,
        min(if(event = 'created', occurred_at, null)) as created_at,
        max(if(event = 'ended', created_by, null)) as ended_by,
        max(if(event = 'created', comment, null)) as comment,
        max(if(event = 'created', matched_environment, null)) as matched_environment,
        max(if(event = 'created', severity, null)) as severity,
        max(if(event = 'created', kind, null)) as kind,
        max(if(event = 'created', asset, null)) as asset,
        max(if(event = 'created', subject, null)) as subject,
        max(if(event = 'created', owner, null)) as owner,
        max(if(event = 'created', tag, null)) as tag,
    from {ledger}.`alert_silences`
    group by silence_id
    having starts_at is not null
),

all_silences as (
    select array_agg(silences) as silences from silences
    where starts_at <= current_timestamp()
),

last_look as (
    select max(looked_at) as as_of from {ledger}.`looks`
    where recorded_at >= timestamp_sub(timestamp_trunc(current_timestamp(), day), interval 8 day) and event = 'finished'
),

with_causes as (
    select
        states.*,
        cause_fingerprint,
        causing.changed_known_at as cause_over_known_at,
        causing.fingerprint is not null
        and (
            causing.resolved_at is null
            or causing.flapped_until > current_timestamp()
            or (states.resolved_at is not null and causing.resolved_at >= states.opened_at)
        ) as is_caused,
    from states
    cross join
        unnest(split(concat(',', coalesce(states.causes, '')), ',')) as cause_fingerprint
    left join states as causing on cause_fingerprint = causing.fingerprint
),

caused as (
    select
        *,
        max(if(is_caused, cause_fingerprint, null)) over (partition by fingerprint) as caused_by,
        max(if(is_caused, null, cause_over_known_at)) over (partition by fingerprint)
            as caused_until_at,
    from with_causes
    qualify row_number() over (partition by fingerprint order by cause_fingerprint) = 1
),

silenced as (
    select
        caused.*,
        last_look.as_of,
        coalesce(flapped_until > current_timestamp(), false) as is_flapping,
        json_value(alerts.ignore) = 'true' as is_ignored,
        if(
            error_class in ('network', 'quota', 'timeout')
            and kind in ('node', 'test', 'freshness', 'step', 'dagster run', 'tick', 'load'),
            timestamp_add(
                changed_known_at,
                interval coalesce(
            if(
                safe_cast(json_value(alerts.transient_wait_minutes) as int64)
                between 0 and 10080,
                safe_cast(json_value(alerts.transient_wait_minutes) as int64), null
            ),
            30
        ) minute
            ),
            null
        ) as transient_until_at,
        array(
            select as struct silence.silence_id, silence.ends_at
            from unnest(all_silences.silences) as silence
            where
            (
        silence.matched_environment is null
        or regexp_contains(
            coalesce(caused.environment, ''),
            concat(
                '(?s)^',
                replace(
                    regexp_replace(silence.matched_environment, r'([.+?()\[\]{}^$|\\])', r'\\\1'), '*', '.*'
                ),
                '$'
            )
        )
    ) and
            (
        silence.severity is null
        or regexp_contains(
            coalesce(caused.severity, ''),
            concat(
                '(?s)^',
                replace(
                    regexp_replace(silence.severity, r'([.+?()\[\]{}^$|\\])', r'\\\1'), '*', '.*'
                ),
                '$'
            )
        )
    ) and
            (
        silence.kind is null
        or regexp_contains(
            coalesce(caused.kind, ''),
            concat(
                '(?s)^',
                replace(
                    regexp_replace(silence.kind, r'([.+?()\[\]{}^$|\\])', r'\\\1'), '*', '.*'
                ),
                '$'
            )
        )
    ) and
            (
        silence.asset is null
        or regexp_contains(
            coalesce(caused.asset_name, ''),
            concat(
                '(?s)^',
                replace(
                    regexp_replace(silence.asset, r'([.+?()\[\]{}^$|\\])', r'\\\1'), '*', '.*'
                ),
                '$'
            )
        )
    ) and
            (
        silence.subject is null
        or regexp_contains(
            coalesce(caused.subject, ''),
            concat(
                '(?s)^',
                replace(
                    regexp_replace(silence.subject, r'([.+?()\[\]{}^$|\\])', r'\\\1'), '*', '.*'
                ),
                '$'
            )
        )
    ) and
            (
        silence.owner is null
        or regexp_contains(
            coalesce(caused.owner, ''),
            concat(
                '(?s)^',
                replace(
                    regexp_replace(silence.owner, r'([.+?()\[\]{}^$|\\])', r'\\\1'), '*', '.*'
                ),
                '$'
            )
        )
    ) and
            (
                silence.tag is null
                or exists (
                    select 1 from unnest(caused.tags) as one_tag
                    where (
        silence.tag is null
        or regexp_contains(
            coalesce(one_tag, ''),
            concat(
                '(?s)^',
                replace(
                    regexp_replace(silence.tag, r'([.+?()\[\]{}^$|\\])', r'\\\1'), '*', '.*'
                ),
                '$'
            )
        )
    )
                )
            )
            order by silence.ends_at desc
            limit 1
        )[safe_offset(0)] as last_silence,
    from caused
    cross join all_silences
    cross join last_look
),

suppressed as (
    select
        *,
        last_silence.ends_at as silenced_until_at,
        if(last_silence.ends_at > current_timestamp(), last_silence.silence_id, null) as silence_id,
        case
            when is_ignored then 'ignored'
            when last_silence.ends_at > current_timestamp() then 'silenced'
            when caused_by is not null then 'inhibited'
            when transient_until_at > current_timestamp() and resolved_at is null then 'transient'
        end as suppressed_because,
    from silenced
),

taken_on as (
    select
        fingerprint,
        severity as taken_on_severity,
        created_by as taken_on_by,
        occurred_at as taken_on_at,
    from {ledger}.`alert_acknowledgements`
    qualify row_number() over (partition by fingerprint order by occurred_at desc, row_id) = 1
),

problems as (
    select
        fingerprint,
        environment,
        kind,
        subject_id,
        subject,
        case
            when is_event then 'event'
            when is_flapping then 'flapping'
            when resolved_at is null then 'open'
            else 'resolved'
        end as state,
        case if(is_flapping, flapping_rank, severity_rank)
            when 1 then 'critical' when 2 then 'error' when 4 then 'info' else 'warn'
        end as severity,
        case if(is_flapping, flapping_rank, severity_rank)
            when 1 then 'page'
            when 2 then 'ticket'
            when 4 then 'ticket'
            else 'ticket'
        end as urgency,
        episode_id,
        if(is_flapping, flapping_from_at, opened_at) as opened_at,
        changed_at,
        observed_at as last_seen_at,
        resolved_at,
        changed_known_at as known_at,
        flapped_until,
        occurrence_count,
        change_count,
        is_event,
        suppressed_because,
        (
            select max(until_at)
            from unnest([
                silenced_until_at,
                caused_until_at,
                if(suppressed_because = 'transient', transient_until_at, null)
            ]) as until_at
        ) as suppressed_until_at,
        silence_id,
        silenced_until_at,
        caused_by,
        if(taken_on_at >= opened_at, taken_on_severity, null) as acknowledged_severity,
        if(taken_on_at >= opened_at, taken_on_by, null) as acknowledged_by,
        if(kind = 'receiver', subject_id, null) as about_receiver,
        asset_id,
        asset_name,
        check_name,
        column_name,
        owner,
        tags,
        runbook_url,
        run_id,
        error_class,
        message,
        failure_count,
        last_evidence as evidence,
        as_of,
        if(
            kind in ('test', 'node', 'freshness', 'check', 'asset freshness'),
            nullif(marks, '·········'), null
        ) as strip,
        is_critical,
        last_green_at,
        if(taken_on_at >= opened_at, taken_on_at, null) as acknowledged_at,
    from suppressed
    left join taken_on using (fingerprint)
),

told as (
    select
        json_value(line.fingerprint) as fingerprint,
        json_value(line.episode_id) as episode_id,
        json_value(line.state) as told_state,
        json_value(line.severity) as told_severity,
        sent.environment,
        coalesce(timestamp(json_value(line.at)), sent.occurred_at) as told_at,
        coalesce(timestamp(json_value(line.as_of)), sent.as_of) as told_as_of,
        sent.receiver,
        sent.event,
    from (
        select
            *,
            max(if(event = 'accepted', 1, 0)) over (
                partition by receiver, recipient, sequence
            ) as is_accepted,
        from {ledger}.`alert_deliveries`
        where
            recorded_at >= timestamp_sub(timestamp_trunc(current_timestamp(), day), interval 8 day)
            and event in ('claimed', 'accepted', 'carried')
    ) as sent
    cross join unnest(json_query_array(sent.told)) as line
    where (sent.event = 'claimed' and sent.is_accepted = 1) or sent.event = 'carried'
),

first_told as (
    select fingerprint, episode_id, min(told_at) as first_told_at
    from told
    where told_state != 'good'
    group by fingerprint, episode_id
),

ticks as (
    select max(occurred_at) as last_tick_at from {ledger}.`router_ticks`
    where recorded_at >= timestamp_sub(timestamp_trunc(current_timestamp(), day), interval 8 day)
),

runs as (
    select
        run_id,
        max(run_name) as run_name,
        coalesce(max(run_url), max(command_url)) as run_url,
        max(artifacts_url) as artifacts_url,
        coalesce(max(pipeline_run_id), run_id) as pipeline_run_id,
    from (
        select
            invocation_id as run_id,
            coalesce(invocation_command, concat('dbt ', command)) as run_name,
            run_url,
            cast(null as string) as command_url,
            artifacts_url,
            coalesce(pipeline_run_id, dagster_run_id, invocation_id) as pipeline_run_id,
        from {ledger}.`dbt_invocations`
        where recorded_at >= timestamp_sub(timestamp_trunc(current_timestamp(), day), interval 8 day)
        union all
        select
            dagster_run_id, cast(null as string), cast(null as string), run_url, cast(null as string),
            coalesce(pipeline_run_id, dagster_run_id),
        from {ledger}.`dbt_invocations`
        where recorded_at >= timestamp_sub(timestamp_trunc(current_timestamp(), day), interval 8 day) and dagster_run_id is not null
        union all
        select
            run_id,
            concat(
                case
            when not starts_with(job_name, '__ASSET_JOB') then job_name
            when array_length(asset_selection) > 0
                then concat(
                    (
                        select string_agg(asset_key, ', ' order by place)
                        from unnest(asset_selection) as asset_key
                        with offset as place
                        where place < 2
                    ),
                    if(array_length(asset_selection) > 2, ' and more', '')
                )
            else 'assets'
        end,
                coalesce(concat(' for ', partition_key), '')
            ),
            run_url, cast(null as string), cast(null as string), cast(null as string),
        from {ledger}.`dagster_runs`
        where recorded_at >= timestamp_sub(timestamp_trunc(current_timestamp(), day), interval 8 day)
        union all
        select notice_id, source, link_url, cast(null as string), cast(null as string), cast(null as string)
        from {ledger}.`alert_notices`
        where recorded_at >= timestamp_sub(timestamp_trunc(current_timestamp(), day), interval 8 day)
    )
    group by run_id
),

open_problems as (
    select
        problems.subject,
        problems.severity,
        problems.urgency,
        problems.state,
        problems.opened_at,
        problems.last_seen_at,
        problems.occurrence_count,
        problems.strip,
        problems.owner,
        problems.message,
        json_value(problems.evidence.offending_values) as offending_values,
        case
            when first_told.first_told_at is not null then 'told'
            when problems.suppressed_because is not null then problems.suppressed_because
            when ticks.last_tick_at is null then 'no router has run'
            else 'pending'
        end as alert,
        first_told.first_told_at,
        problems.acknowledged_by,
        problems.acknowledged_at,
        array_to_string(
            array(
                select json_value(change.says)
                from unnest(json_query_array(problems.evidence.changes)) as change with offset as place
                where place < 3
                order by place
            ),
            '; '
        ) as what_changed,
        cast(json_value(problems.evidence.downstream.count) as int64) as downstream_count,
        cast(json_value(problems.evidence.consequence_count) as int64) as consequence_count,
        runs.run_url,
        problems.runbook_url,
        problems.kind,
        problems.environment,
        coalesce(runs.pipeline_run_id, problems.run_id) as run_id,
        problems.fingerprint,
        problems.as_of,
    from problems
    cross join ticks
    left join first_told
        on
            problems.fingerprint = first_told.fingerprint
            and problems.episode_id = first_told.episode_id
    left join runs on problems.run_id = runs.run_id
    where problems.state in ('open', 'flapping')
),

newest_facts as (
    select max(recorded_at) as newest_at from {ledger}.`dbt_invocations`
    where recorded_at >= timestamp_sub(timestamp_trunc(current_timestamp(), day), interval 8 day)
    union all
    select max(recorded_at) from {ledger}.`dagster_runs`
    where recorded_at >= timestamp_sub(timestamp_trunc(current_timestamp(), day), interval 8 day)
    union all
    select max(recorded_at) from {ledger}.`dlt_loads`
    where recorded_at >= timestamp_sub(timestamp_trunc(current_timestamp(), day), interval 8 day)
),

not_judged as (
    select
        'facts that nobody has judged' as subject,
        'error' as severity,
        'ticket' as urgency,
        'open' as state,
        max(newest_facts.newest_at) as opened_at,
        max(newest_facts.newest_at) as last_seen_at,
        1 as occurrence_count,
        cast(null as string) as strip,
        cast(null as string) as owner,
        concat(
            'the newest are of ', format_timestamp('%Y-%m-%d %H:%M', max(newest_facts.newest_at)),
            ' UTC, the last look ',
            coalesce(
                concat('was at ', format_timestamp('%Y-%m-%d %H:%M', max(last_look.as_of)), ' UTC'),
                'was more than a week ago, if there was one'
            ),
            ': run `dbt run-operation nightledger.look`'
        ) as message,
        cast(null as string) as offending_values,
        'nobody looked' as alert,
        cast(null as timestamp) as first_told_at,
        cast(null as string) as acknowledged_by,
        cast(null as timestamp) as acknowledged_at,
        cast(null as string) as what_changed,
        cast(null as int64) as downstream_count,
        cast(null as int64) as consequence_count,
        cast(null as string) as run_url,
        cast(null as string) as runbook_url,
        'look' as kind,
        '*' as environment,
        cast(null as string) as run_id,
        'not judged' as fingerprint,
        max(last_look.as_of) as as_of,
    from newest_facts
    cross join last_look
    having
        opened_at < timestamp_sub(
            current_timestamp(), interval 15 minute
        )
        and coalesce(as_of < opened_at, true)
)

select * from open_problems
union all
select * from not_judged
-- nightledger: creation create vw_recent_failures
create or replace view {ledger}.`vw_recent_failures` (
    subject options(description='What is wrong or was, as messages show it.'),
    state options(description='`new` (bad once, not good since), `ongoing` (more than once), `flapping`, or `resolved` (good again). What was skipped stays in its state.'),
    severity options(description='`critical` (it, or the asset it tests, carries the tag `critical`), `error` or `warn`: of the last time it was bad; while it flaps, the worst of it. Null: nothing is wrong.'),
    owner options(description='Who looks after it. Null: nobody is named.'),
    message options(description='What was said when it was last bad: the first telling line, at most 300 characters. Null: nothing.'),
    offending_values options(description='Up to three offending rows as text, the tested column first, such as `customer_id=C0042 (n_records=2)`; of when it last opened or worsened. Null: no sample.'),
    failure_count options(description='How many failed: rows of a test or check, jobs of a load, attempts at a receiver; of a schema change, columns. Null: not counted.'),
    error_class options(description='Class of the failure: auth, quota, out_of_memory, timeout, missing_relation, schema_drift, sql, data_quality, network or unknown.'),
    opened_at options(description='First time it was bad since it was last good (UTC).'),
    last_seen_at options(description='Last time it was bad (UTC).'),
    resolved_at options(description='First time it was good again (UTC). Null: it is still bad, or nobody has looked since.'),
    last_green_at options(description='Last time it was known to be good before it opened (UTC). Null: never.'),
    occurrence_count options(description='How often it was bad since it was last good.'),
    kind options(description='What was looked at: test, node (what dbt builds), freshness, check, step, load, missing run and so on.'),
    run_url options(description='Link to the run: as Dagster said, or from the setting `run_url_template`. Null: neither.'),
    environment options(description='Environment it belongs to: the var `environment`, or the dbt target\'s name; of Dagster and dlt, what the project said.'),
    run_id options(description='Pipeline run it happened in; a dbt command that was started on its own is its own run. Null: none.'),
    fingerprint options(description='Identity of the problem across runs: hash of environment, kind and subject.'),
    as_of options(description='Clock of the last look (UTC): facts recorded later are not judged yet. Null: none in eight days.')
)
options(description='What is broken, and what was lately? One row per thing that is bad now, or was within the last `strip_days` days. Error classes: docs/problems.md.')
as
with standing as (
    select * from {ledger}.`problem_events`
    where recorded_at >= timestamp_sub(timestamp_trunc(current_timestamp(), day), interval 8 day)
    qualify
        row_number() over (
            partition by event_id
            order by
                if(occurrences_before is null, 1, 0),
                if(occurrences_before is null, null, recorded_at) desc,
                recorded_at,
                look_id
        ) = 1
        and outcome != 'void'
        and max(if(outcome = 'void', 1, 0)) over (partition by coalesce(voids, event_id)) = 0
),

placed as (
    select
        *,
        row_number() over in_order as place,
        coalesce(lag(if(is_event, 'good', outcome)) over in_order, 'good') as outcome_before,
        lag(outcome) over in_order is null as is_first,
    from standing
    window in_order as (partition by fingerprint order by observed_at, if(outcome = 'good', 0, 1), event_id)
),

with_episodes as (
    select
        *,
        sum(if(outcome = 'bad' and outcome_before = 'good', 1, 0)) over (
            partition by fingerprint order by place
            rows between unbounded preceding and current row
        ) as episode_number,
        case severity when 'critical' then 1 when 'error' then 2 when 'info' then 4 else 3 end as severity_rank,
        not is_first and outcome != outcome_before as is_change,
    from placed
),

-- the copy that tells how often the episode had been seen before stands for what it replaces
anchored as (
    select
        *,
        min(if(outcome = 'bad', severity_rank, null)) over (
            partition by fingerprint, episode_number order by place
            rows between unbounded preceding and 1 preceding
        ) as worst_rank_before,
        max(occurrences_before) over (
            partition by fingerprint, episode_number order by place
            rows between unbounded preceding and current row
        ) as anchor_before,
    from with_episodes
),

numbered as (
    select
        *,
        coalesce(anchor_before, 0) + sum(if(outcome = 'bad', 1, 0)) over (
            partition by fingerprint, episode_number, anchor_before order by place
            rows between unbounded preceding and current row
        ) as occurrence_number,
    from anchored
),

timed as (
    select
        *,
        min(if(outcome = 'bad', observed_at, null)) over episode as opened_at,
        if(
            is_event, observed_at, min(if(outcome = 'good', observed_at, null)) over episode
        ) as resolved_at,
        max(if(outcome = 'bad', occurrence_number, null)) over episode as occurrence_count,
        first_value(event_id) over (
            partition by fingerprint, episode_number order by place
            rows between unbounded preceding and current row
        ) as episode_id,
        case
            when outcome = 'good' then outcome_before = 'bad'
            else
                outcome_before = 'good'
                or is_event
                or coalesce(severity_rank < worst_rank_before, false)
        end as is_edge,
        sum(if(is_change, 1, 0)) over (
            partition by fingerprint order by unix_seconds(observed_at)
            range between 86400 preceding and current row
        ) as window_change_count,
        max(if(is_change, observed_at, null)) over (
            partition by fingerprint order by place
            rows between unbounded preceding and 1 preceding
        ) as change_before_at,
    from numbered
    window episode as (partition by fingerprint, episode_number)
),

-- changes with less than the window between them are one restless time
in_restless_times as (
    select
        *,
        is_change and window_change_count >= coalesce(
            if(
                safe_cast(json_value(alerts.flapping_changes) as int64)
                between 1 and 1000,
                safe_cast(json_value(alerts.flapping_changes) as int64), null
            ),
            3
        ) as is_flap,
        sum(
            if(
                is_change
                and coalesce(
                    timestamp_add(change_before_at, interval 24 hour)
                    <= observed_at,
                    true
                ),
                1, 0
            )
        ) over (
            partition by fingerprint order by place
            rows between unbounded preceding and current row
        ) as restless_number,
    from timed
),

-- it flaps from one change too many until a whole window without any
with_flaps as (
    select
        *,
        min(if(is_flap, opened_at, null)) over restless as flaps_from_at,
        if(
            max(if(is_flap, 1, 0)) over restless = 1,
            timestamp_add(
                max(if(is_change, observed_at, null)) over restless,
                interval 24 hour
            ),
            null
        ) as flaps_until,
        min(if(outcome = 'bad', severity_rank, null)) over restless as restless_rank,
    from in_restless_times
    window restless as (partition by fingerprint, restless_number)
),

states as (
    select
        *,
        max(flaps_from_at) over subject as flapping_from_at,
        max(flaps_until) over subject as flapped_until,
        last_value(restless_rank ignore nulls) over in_place as flapping_rank,
        max(if(outcome = 'good', observed_at, null)) over subject as last_green_at,
        max(if(is_edge, observed_at, null)) over subject as changed_at,
        last_value(if(is_edge, known_at, null) ignore nulls) over in_place as changed_known_at,
        last_value(evidence ignore nulls) over in_place as last_evidence,
        last_value(
            if(outcome = 'bad', array_to_string(json_value_array(evidence.caused_by), ','), null)
            ignore nulls
        ) over in_place as causes,
        sum(
            if(
                is_change
                and observed_at > timestamp_sub(
                    current_timestamp(), interval 24 hour
                ),
                1, 0
            )
        ) over subject as change_count,
        concat(
            coalesce(
                substr(
                    '✓!✗',
                    max(
                        if(
                            date(observed_at) = date_sub(date(current_timestamp()), interval 8 day),
                            case when outcome = 'good' then 1 when severity = 'warn' then 2 else 3 end, null
                        )
                    ) over subject,
                    1
                ),
                '·'
            ),
            coalesce(
                substr(
                    '✓!✗',
                    max(
                        if(
                            date(observed_at) = date_sub(date(current_timestamp()), interval 7 day),
                            case when outcome = 'good' then 1 when severity = 'warn' then 2 else 3 end, null
                        )
                    ) over subject,
                    1
                ),
                '·'
            ),
            coalesce(
                substr(
                    '✓!✗',
                    max(
                        if(
                            date(observed_at) = date_sub(date(current_timestamp()), interval 6 day),
                            case when outcome = 'good' then 1 when severity = 'warn' then 2 else 3 end, null
                        )
                    ) over subject,
                    1
                ),
                '·'
            ),
            coalesce(
                substr(
                    '✓!✗',
                    max(
                        if(
                            date(observed_at) = date_sub(date(current_timestamp()), interval 5 day),
                            case when outcome = 'good' then 1 when severity = 'warn' then 2 else 3 end, null
                        )
                    ) over subject,
                    1
                ),
                '·'
            ),
            coalesce(
                substr(
                    '✓!✗',
                    max(
                        if(
                            date(observed_at) = date_sub(date(current_timestamp()), interval 4 day),
                            case when outcome = 'good' then 1 when severity = 'warn' then 2 else 3 end, null
                        )
                    ) over subject,
                    1
                ),
                '·'
            ),
            coalesce(
                substr(
                    '✓!✗',
                    max(
                        if(
                            date(observed_at) = date_sub(date(current_timestamp()), interval 3 day),
                            case when outcome = 'good' then 1 when severity = 'warn' then 2 else 3 end, null
                        )
                    ) over subject,
                    1
                ),
                '·'
            ),
            coalesce(
                substr(
                    '✓!✗',
                    max(
                        if(
                            date(observed_at) = date_sub(date(current_timestamp()), interval 2 day),
                            case when outcome = 'good' then 1 when severity = 'warn' then 2 else 3 end, null
                        )
                    ) over subject,
                    1
                ),
                '·'
            ),
            coalesce(
                substr(
                    '✓!✗',
                    max(
                        if(
                            date(observed_at) = date_sub(date(current_timestamp()), interval 1 day),
                            case when outcome = 'good' then 1 when severity = 'warn' then 2 else 3 end, null
                        )
                    ) over subject,
                    1
                ),
                '·'
            ),
            coalesce(
                substr(
                    '✓!✗',
                    max(
                        if(
                            date(observed_at) = date_sub(date(current_timestamp()), interval 0 day),
                            case when outcome = 'good' then 1 when severity = 'warn' then 2 else 3 end, null
                        )
                    ) over subject,
                    1
                ),
                '·'
            )
        ) as marks,
    from with_flaps
    qualify
        outcome = 'bad'
        and row_number() over (
            partition by fingerprint order by if(outcome = 'bad', 0, 1), place desc
        ) = 1
    window
        subject as (partition by fingerprint),
        in_place as (
            partition by fingerprint order by place
            rows between unbounded preceding and unbounded following
        )
),

silences as (
    select
        silence_id,
        max(if(event = 'created', starts_at, null)) as starts_at,
        least(
            max(if(event = 'created', ends_at, null)),
            coalesce(
                min(if(event = 'ended', ends_at, null)),
                max(if(event = 'created', ends_at, null))
            )
        ) as ends_at,
        max(if(event = 'created', created_by, null)) as created_by,
        min(if(event = 'created', occurred_at, null)) as created_at,
        max(if(event = 'ended', created_by, null)) as ended_by,
        max(if(event = 'created', comment, null)) as comment,
        max(if(event = 'created', matched_environment, null)) as matched_environment,
        max(if(event = 'created', severity, null)) as severity,
        max(if(event = 'created', kind, null)) as kind,
        max(if(event = 'created', asset, null)) as asset,
        max(if(event = 'created', subject, null)) as subject,
        max(if(event = 'created', owner, null)) as owner,
        max(if(event = 'created', tag, null)) as tag,
    from {ledger}.`alert_silences`
    group by silence_id
    having starts_at is not null
),

all_silences as (
    select array_agg(silences) as silences from silences
    where starts_at <= current_timestamp()
),

last_look as (
    select max(looked_at) as as_of from {ledger}.`looks`
    where recorded_at >= timestamp_sub(timestamp_trunc(current_timestamp(), day), interval 8 day) and event = 'finished'
),

with_causes as (
    select
        states.*,
        cause_fingerprint,
        causing.changed_known_at as cause_over_known_at,
        causing.fingerprint is not null
        and (
            causing.resolved_at is null
            or causing.flapped_until > current_timestamp()
            or (states.resolved_at is not null and causing.resolved_at >= states.opened_at)
        ) as is_caused,
    from states
    cross join
        unnest(split(concat(',', coalesce(states.causes, '')), ',')) as cause_fingerprint
    left join states as causing on cause_fingerprint = causing.fingerprint
),

caused as (
    select
        *,
        max(if(is_caused, cause_fingerprint, null)) over (partition by fingerprint) as caused_by,
        max(if(is_caused, null, cause_over_known_at)) over (partition by fingerprint)
            as caused_until_at,
    from with_causes
    qualify row_number() over (partition by fingerprint order by cause_fingerprint) = 1
),

silenced as (
    select
        caused.*,
        last_look.as_of,
        coalesce(flapped_until > current_timestamp(), false) as is_flapping,
        json_value(alerts.ignore) = 'true' as is_ignored,
        if(
            error_class in ('network', 'quota', 'timeout')
            and kind in ('node', 'test', 'freshness', 'step', 'dagster run', 'tick', 'load'),
            timestamp_add(
                changed_known_at,
                interval coalesce(
            if(
                safe_cast(json_value(alerts.transient_wait_minutes) as int64)
                between 0 and 10080,
                safe_cast(json_value(alerts.transient_wait_minutes) as int64), null
            ),
            30
        ) minute
            ),
            null
        ) as transient_until_at,
        array(
            select as struct silence.silence_id, silence.ends_at
            from unnest(all_silences.silences) as silence
            where
            (
        silence.matched_environment is null
        or regexp_contains(
            coalesce(caused.environment, ''),
            concat(
                '(?s)^',
                replace(
                    regexp_replace(silence.matched_environment, r'([.+?()\[\]{}^$|\\])', r'\\\1'), '*', '.*'
                ),
                '$'
            )
        )
    ) and
            (
        silence.severity is null
        or regexp_contains(
            coalesce(caused.severity, ''),
            concat(
                '(?s)^',
                replace(
                    regexp_replace(silence.severity, r'([.+?()\[\]{}^$|\\])', r'\\\1'), '*', '.*'
                ),
                '$'
            )
        )
    ) and
            (
        silence.kind is null
        or regexp_contains(
            coalesce(caused.kind, ''),
            concat(
                '(?s)^',
                replace(
                    regexp_replace(silence.kind, r'([.+?()\[\]{}^$|\\])', r'\\\1'), '*', '.*'
                ),
                '$'
            )
        )
    ) and
            (
        silence.asset is null
        or regexp_contains(
            coalesce(caused.asset_name, ''),
            concat(
                '(?s)^',
                replace(
                    regexp_replace(silence.asset, r'([.+?()\[\]{}^$|\\])', r'\\\1'), '*', '.*'
                ),
                '$'
            )
        )
    ) and
            (
        silence.subject is null
        or regexp_contains(
            coalesce(caused.subject, ''),
            concat(
                '(?s)^',
                replace(
                    regexp_replace(silence.subject, r'([.+?()\[\]{}^$|\\])', r'\\\1'), '*', '.*'
                ),
                '$'
            )
        )
    ) and
            (
        silence.owner is null
        or regexp_contains(
            coalesce(caused.owner, ''),
            concat(
                '(?s)^',
                replace(
                    regexp_replace(silence.owner, r'([.+?()\[\]{}^$|\\])', r'\\\1'), '*', '.*'
                ),
                '$'
            )
        )
    ) and
            (
                silence.tag is null
                or exists (
                    select 1 from unnest(caused.tags) as one_tag
                    where (
        silence.tag is null
        or regexp_contains(
            coalesce(one_tag, ''),
            concat(
                '(?s)^',
                replace(
                    regexp_replace(silence.tag, r'([.+?()\[\]{}^$|\\])', r'\\\1'), '*', '.*'
                ),
                '$'
            )
        )
    )
                )
            )
            order by silence.ends_at desc
            limit 1
        )[safe_offset(0)] as last_silence,
    from caused
    cross join all_silences
    cross join last_look
),

suppressed as (
    select
        *,
        last_silence.ends_at as silenced_until_at,
        if(last_silence.ends_at > current_timestamp(), last_silence.silence_id, null) as silence_id,
        case
            when is_ignored then 'ignored'
            when last_silence.ends_at > current_timestamp() then 'silenced'
            when caused_by is not null then 'inhibited'
            when transient_until_at > current_timestamp() and resolved_at is null then 'transient'
        end as suppressed_because,
    from silenced
),

taken_on as (
    select
        fingerprint,
        severity as taken_on_severity,
        created_by as taken_on_by,
        occurred_at as taken_on_at,
    from {ledger}.`alert_acknowledgements`
    qualify row_number() over (partition by fingerprint order by occurred_at desc, row_id) = 1
),

problems as (
    select
        fingerprint,
        environment,
        kind,
        subject_id,
        subject,
        case
            when is_event then 'event'
            when is_flapping then 'flapping'
            when resolved_at is null then 'open'
            else 'resolved'
        end as state,
        case if(is_flapping, flapping_rank, severity_rank)
            when 1 then 'critical' when 2 then 'error' when 4 then 'info' else 'warn'
        end as severity,
        case if(is_flapping, flapping_rank, severity_rank)
            when 1 then 'page'
            when 2 then 'ticket'
            when 4 then 'ticket'
            else 'ticket'
        end as urgency,
        episode_id,
        if(is_flapping, flapping_from_at, opened_at) as opened_at,
        changed_at,
        observed_at as last_seen_at,
        resolved_at,
        changed_known_at as known_at,
        flapped_until,
        occurrence_count,
        change_count,
        is_event,
        suppressed_because,
        (
            select max(until_at)
            from unnest([
                silenced_until_at,
                caused_until_at,
                if(suppressed_because = 'transient', transient_until_at, null)
            ]) as until_at
        ) as suppressed_until_at,
        silence_id,
        silenced_until_at,
        caused_by,
        if(taken_on_at >= opened_at, taken_on_severity, null) as acknowledged_severity,
        if(taken_on_at >= opened_at, taken_on_by, null) as acknowledged_by,
        if(kind = 'receiver', subject_id, null) as about_receiver,
        asset_id,
        asset_name,
        check_name,
        column_name,
        owner,
        tags,
        runbook_url,
        run_id,
        error_class,
        message,
        failure_count,
        last_evidence as evidence,
        as_of,
        if(
            kind in ('test', 'node', 'freshness', 'check', 'asset freshness'),
            nullif(marks, '·········'), null
        ) as strip,
        is_critical,
        last_green_at,
        if(taken_on_at >= opened_at, taken_on_at, null) as acknowledged_at,
    from suppressed
    left join taken_on using (fingerprint)
),

runs as (
    select
        run_id,
        max(run_name) as run_name,
        coalesce(max(run_url), max(command_url)) as run_url,
        max(artifacts_url) as artifacts_url,
        coalesce(max(pipeline_run_id), run_id) as pipeline_run_id,
    from (
        select
            invocation_id as run_id,
            coalesce(invocation_command, concat('dbt ', command)) as run_name,
            run_url,
            cast(null as string) as command_url,
            artifacts_url,
            coalesce(pipeline_run_id, dagster_run_id, invocation_id) as pipeline_run_id,
        from {ledger}.`dbt_invocations`
        where recorded_at >= timestamp_sub(timestamp_trunc(current_timestamp(), day), interval 8 day)
        union all
        select
            dagster_run_id, cast(null as string), cast(null as string), run_url, cast(null as string),
            coalesce(pipeline_run_id, dagster_run_id),
        from {ledger}.`dbt_invocations`
        where recorded_at >= timestamp_sub(timestamp_trunc(current_timestamp(), day), interval 8 day) and dagster_run_id is not null
        union all
        select
            run_id,
            concat(
                case
            when not starts_with(job_name, '__ASSET_JOB') then job_name
            when array_length(asset_selection) > 0
                then concat(
                    (
                        select string_agg(asset_key, ', ' order by place)
                        from unnest(asset_selection) as asset_key
                        with offset as place
                        where place < 2
                    ),
                    if(array_length(asset_selection) > 2, ' and more', '')
                )
            else 'assets'
        end,
                coalesce(concat(' for ', partition_key), '')
            ),
            run_url, cast(null as string), cast(null as string), cast(null as string),
        from {ledger}.`dagster_runs`
        where recorded_at >= timestamp_sub(timestamp_trunc(current_timestamp(), day), interval 8 day)
        union all
        select notice_id, source, link_url, cast(null as string), cast(null as string), cast(null as string)
        from {ledger}.`alert_notices`
        where recorded_at >= timestamp_sub(timestamp_trunc(current_timestamp(), day), interval 8 day)
    )
    group by run_id
)

select
    problems.subject,
    case
        when problems.state in ('flapping', 'resolved') then problems.state
        when problems.state = 'event' or problems.occurrence_count = 1 then 'new'
        else 'ongoing'
    end as state,
    problems.severity,
    problems.owner,
    problems.message,
    json_value(problems.evidence.offending_values) as offending_values,
    problems.failure_count,
    problems.error_class,
    problems.opened_at,
    problems.last_seen_at,
    problems.resolved_at,
    greatest(
        coalesce(problems.last_green_at, timestamp(json_value(problems.evidence.last_green_at))),
        coalesce(timestamp(json_value(problems.evidence.last_green_at)), problems.last_green_at)
    ) as last_green_at,
    problems.occurrence_count,
    problems.kind,
    runs.run_url,
    problems.environment,
    coalesce(runs.pipeline_run_id, problems.run_id) as run_id,
    problems.fingerprint,
    problems.as_of,
from problems
left join runs on problems.run_id = runs.run_id
where
    problems.state in ('open', 'flapping')
    or problems.last_seen_at >= timestamp_sub(
        current_timestamp(), interval 9 day
    )
-- nightledger: creation create vw_problem_history
create or replace view {ledger}.`vw_problem_history` (
    subject options(description='What is wrong or was, as messages show it.'),
    severity options(description='Worst severity of the episode: `critical`, `error` or `warn`.'),
    opened_at options(description='First time it was bad since it was last good (UTC).'),
    first_told_at options(description='When a receiver first accepted a message about it (UTC). Null: none has.'),
    acknowledged_at options(description='When somebody first took it on with `nightledger ack` (UTC). Null: nobody did.'),
    resolved_at options(description='First time it was good again (UTC). Null: it is still bad, or nobody has looked since.'),
    time_to_detect_seconds options(description='Seconds from the last good verdict to its opening: it broke in between. Null: no good one is known.'),
    time_to_tell_seconds options(description='Seconds from its opening to the first message a receiver accepted. Null: nobody was told.'),
    time_to_acknowledge_seconds options(description='Seconds from its opening until somebody took it on. Null: nobody did.'),
    time_to_resolve_seconds options(description='Seconds from its opening to the first good verdict. Null: it is open.'),
    last_seen_at options(description='Last time it was bad (UTC).'),
    occurrence_count options(description='How often it was bad since it was last good.'),
    owner options(description='Who looks after it. Null: nobody is named.'),
    error_class options(description='Class of the failure: auth, quota, out_of_memory, timeout, missing_relation, schema_drift, sql, data_quality, network or unknown.'),
    message options(description='What was said when it was last bad: the first telling line, at most 300 characters. Null: nothing.'),
    kind options(description='What was looked at: test, node (what dbt builds), freshness, check, step, load, missing run and so on.'),
    environment options(description='Environment it belongs to: the var `environment`, or the dbt target\'s name; of Dagster and dlt, what the project said.'),
    run_id options(description='Pipeline run it happened in; a dbt command that was started on its own is its own run. Null: none.'),
    fingerprint options(description='Identity of the problem across runs: hash of environment, kind and subject.')
)
options(description='How long did it take? One row per episode of a problem within `history_days`: opened, told, over.')
as
with standing as (
    select * from {ledger}.`problem_events`
    where recorded_at >= timestamp_sub(timestamp_trunc(current_timestamp(), day), interval 30 day)
    qualify
        row_number() over (
            partition by event_id
            order by
                if(occurrences_before is null, 1, 0),
                if(occurrences_before is null, null, recorded_at) desc,
                recorded_at,
                look_id
        ) = 1
        and outcome != 'void'
        and max(if(outcome = 'void', 1, 0)) over (partition by coalesce(voids, event_id)) = 0
),

placed as (
    select
        *,
        row_number() over in_order as place,
        coalesce(lag(if(is_event, 'good', outcome)) over in_order, 'good') as outcome_before,
        lag(outcome) over in_order is null as is_first,
    from standing
    window in_order as (partition by fingerprint order by observed_at, if(outcome = 'good', 0, 1), event_id)
),

with_episodes as (
    select
        *,
        sum(if(outcome = 'bad' and outcome_before = 'good', 1, 0)) over (
            partition by fingerprint order by place
            rows between unbounded preceding and current row
        ) as episode_number,
        case severity when 'critical' then 1 when 'error' then 2 when 'info' then 4 else 3 end as severity_rank,
        not is_first and outcome != outcome_before as is_change,
    from placed
),

-- the copy that tells how often the episode had been seen before stands for what it replaces
anchored as (
    select
        *,
        min(if(outcome = 'bad', severity_rank, null)) over (
            partition by fingerprint, episode_number order by place
            rows between unbounded preceding and 1 preceding
        ) as worst_rank_before,
        max(occurrences_before) over (
            partition by fingerprint, episode_number order by place
            rows between unbounded preceding and current row
        ) as anchor_before,
    from with_episodes
),

numbered as (
    select
        *,
        coalesce(anchor_before, 0) + sum(if(outcome = 'bad', 1, 0)) over (
            partition by fingerprint, episode_number, anchor_before order by place
            rows between unbounded preceding and current row
        ) as occurrence_number,
    from anchored
),

described as (
    select
        *,
        min(if(outcome = 'bad', observed_at, null)) over episode as opened_at,
        if(
            is_event, observed_at, min(if(outcome = 'good', observed_at, null)) over episode
        ) as resolved_at,
        min(severity_rank) over (
            partition by fingerprint, episode_number, outcome
        ) as worst_rank,
        max(if(outcome = 'good', observed_at, null)) over (
            partition by fingerprint order by place
            rows between unbounded preceding and 1 preceding
        ) as last_green_at,
        row_number() over (
            partition by fingerprint, episode_number, outcome order by place desc
        ) as recency,
    from numbered
    window episode as (partition by fingerprint, episode_number)
),

told as (
    select
        json_value(line.fingerprint) as fingerprint,
        json_value(line.episode_id) as episode_id,
        json_value(line.state) as told_state,
        json_value(line.severity) as told_severity,
        sent.environment,
        coalesce(timestamp(json_value(line.at)), sent.occurred_at) as told_at,
        coalesce(timestamp(json_value(line.as_of)), sent.as_of) as told_as_of,
        sent.receiver,
        sent.event,
    from (
        select
            *,
            max(if(event = 'accepted', 1, 0)) over (
                partition by receiver, recipient, sequence
            ) as is_accepted,
        from {ledger}.`alert_deliveries`
        where
            recorded_at >= timestamp_sub(timestamp_trunc(current_timestamp(), day), interval 30 day)
            and event in ('claimed', 'accepted', 'carried')
    ) as sent
    cross join unnest(json_query_array(sent.told)) as line
    where (sent.event = 'claimed' and sent.is_accepted = 1) or sent.event = 'carried'
),

with_told as (
    select
        described.fingerprint,
        described.opened_at,
        min(told.told_at) as first_told_at,
    from described
    inner join told on described.fingerprint = told.fingerprint
    where
        described.outcome = 'bad'
        and described.recency = 1
        and told.event = 'claimed'
        and described.opened_at <= told.told_as_of
        and coalesce(told.told_at <= described.resolved_at, true)
    group by described.fingerprint, described.opened_at
),

taken_on as (
    select
        described.fingerprint,
        described.opened_at,
        min(acknowledged.occurred_at) as acknowledged_at,
    from described
    inner join {ledger}.`alert_acknowledgements` as acknowledged
        on described.fingerprint = acknowledged.fingerprint
    where
        described.outcome = 'bad'
        and described.recency = 1
        and described.opened_at <= acknowledged.occurred_at
        and coalesce(acknowledged.occurred_at <= described.resolved_at, true)
    group by described.fingerprint, described.opened_at
)

select
    described.subject,
    case described.worst_rank
        when 1 then 'critical' when 2 then 'error' when 4 then 'info' else 'warn'
    end as severity,
    described.opened_at,
    with_told.first_told_at,
    taken_on.acknowledged_at,
    described.resolved_at,
    round(timestamp_diff(described.opened_at, described.last_green_at, microsecond) / 1000000, 1)
        as time_to_detect_seconds,
    round(timestamp_diff(with_told.first_told_at, described.opened_at, microsecond) / 1000000, 1)
        as time_to_tell_seconds,
    round(timestamp_diff(taken_on.acknowledged_at, described.opened_at, microsecond) / 1000000, 1)
        as time_to_acknowledge_seconds,
    round(timestamp_diff(described.resolved_at, described.opened_at, microsecond) / 1000000, 1)
        as time_to_resolve_seconds,
    described.observed_at as last_seen_at,
    described.occurrence_number as occurrence_count,
    described.owner,
    described.error_class,
    described.message,
    described.kind,
    described.environment,
    described.run_id,
    described.fingerprint,
from described
left join with_told
    on
        described.fingerprint = with_told.fingerprint
        and described.opened_at = with_told.opened_at
left join taken_on
    on
        described.fingerprint = taken_on.fingerprint
        and described.opened_at = taken_on.opened_at
where described.outcome = 'bad' and described.recency = 1
-- nightledger: creation create vw_changes
create or replace view {ledger}.`vw_changes` (
    subject options(description='What is wrong or was, as messages show it.'),
    opened_at options(description='First time it was bad since it was last good (UTC).'),
    rank options(description='1 is the likeliest cause. At most ten.'),
    change_kind options(description='In this order: `code`, `upstream_rows`, `rows`, `schema`, `failed`, `late`, `commit`, `dbt_version`, `package_version`, `test_arguments`, `target`, `vars`, `command`, `who`; rows within what is usual come last. `nothing`: none of these.'),
    says options(description='The change in words, such as `customers: 1,000 → 1,003 rows`.'),
    changed_subject options(description='What changed. Null: something of the command.'),
    value_before options(description='As of the last good result. Null: there is no such value.'),
    value_after options(description='As of the opening. Null: there is no such value.'),
    changed_at options(description='When the change was first on record (UTC). Null: with the command.'),
    distance options(description='Steps from the asset up to what changed; 0 is the asset itself, or its command.'),
    last_green_at options(description='Last time it was known to be good before it opened (UTC). Null: never.'),
    environment options(description='Environment it belongs to: the var `environment`, or the dbt target\'s name; of Dagster and dlt, what the project said.'),
    fingerprint options(description='Identity of the problem across runs: hash of environment, kind and subject.'),
    as_of options(description='Clock of the last look (UTC): facts recorded later are not judged yet. Null: none in eight days.')
)
options(description='What changed before it broke? One row per open problem and change between its last good result and its opening: the likeliest first, and one that says so when nothing that is recorded changed.')
as
with standing as (
    select * from {ledger}.`problem_events`
    where recorded_at >= timestamp_sub(timestamp_trunc(current_timestamp(), day), interval 8 day)
    qualify
        row_number() over (
            partition by event_id
            order by
                if(occurrences_before is null, 1, 0),
                if(occurrences_before is null, null, recorded_at) desc,
                recorded_at,
                look_id
        ) = 1
        and outcome != 'void'
        and max(if(outcome = 'void', 1, 0)) over (partition by coalesce(voids, event_id)) = 0
),

placed as (
    select
        *,
        row_number() over in_order as place,
        coalesce(lag(if(is_event, 'good', outcome)) over in_order, 'good') as outcome_before,
        lag(outcome) over in_order is null as is_first,
    from standing
    window in_order as (partition by fingerprint order by observed_at, if(outcome = 'good', 0, 1), event_id)
),

with_episodes as (
    select
        *,
        sum(if(outcome = 'bad' and outcome_before = 'good', 1, 0)) over (
            partition by fingerprint order by place
            rows between unbounded preceding and current row
        ) as episode_number,
        case severity when 'critical' then 1 when 'error' then 2 when 'info' then 4 else 3 end as severity_rank,
        not is_first and outcome != outcome_before as is_change,
    from placed
),

-- the copy that tells how often the episode had been seen before stands for what it replaces
anchored as (
    select
        *,
        min(if(outcome = 'bad', severity_rank, null)) over (
            partition by fingerprint, episode_number order by place
            rows between unbounded preceding and 1 preceding
        ) as worst_rank_before,
        max(occurrences_before) over (
            partition by fingerprint, episode_number order by place
            rows between unbounded preceding and current row
        ) as anchor_before,
    from with_episodes
),

numbered as (
    select
        *,
        coalesce(anchor_before, 0) + sum(if(outcome = 'bad', 1, 0)) over (
            partition by fingerprint, episode_number, anchor_before order by place
            rows between unbounded preceding and current row
        ) as occurrence_number,
    from anchored
),

timed as (
    select
        *,
        min(if(outcome = 'bad', observed_at, null)) over episode as opened_at,
        if(
            is_event, observed_at, min(if(outcome = 'good', observed_at, null)) over episode
        ) as resolved_at,
        max(if(outcome = 'bad', occurrence_number, null)) over episode as occurrence_count,
        first_value(event_id) over (
            partition by fingerprint, episode_number order by place
            rows between unbounded preceding and current row
        ) as episode_id,
        case
            when outcome = 'good' then outcome_before = 'bad'
            else
                outcome_before = 'good'
                or is_event
                or coalesce(severity_rank < worst_rank_before, false)
        end as is_edge,
        sum(if(is_change, 1, 0)) over (
            partition by fingerprint order by unix_seconds(observed_at)
            range between 86400 preceding and current row
        ) as window_change_count,
        max(if(is_change, observed_at, null)) over (
            partition by fingerprint order by place
            rows between unbounded preceding and 1 preceding
        ) as change_before_at,
    from numbered
    window episode as (partition by fingerprint, episode_number)
),

-- changes with less than the window between them are one restless time
in_restless_times as (
    select
        *,
        is_change and window_change_count >= coalesce(
            if(
                safe_cast(json_value(alerts.flapping_changes) as int64)
                between 1 and 1000,
                safe_cast(json_value(alerts.flapping_changes) as int64), null
            ),
            3
        ) as is_flap,
        sum(
            if(
                is_change
                and coalesce(
                    timestamp_add(change_before_at, interval 24 hour)
                    <= observed_at,
                    true
                ),
                1, 0
            )
        ) over (
            partition by fingerprint order by place
            rows between unbounded preceding and current row
        ) as restless_number,
    from timed
),

-- it flaps from one change too many until a whole window without any
with_flaps as (
    select
        *,
        min(if(is_flap, opened_at, null)) over restless as flaps_from_at,
        if(
            max(if(is_flap, 1, 0)) over restless = 1,
            timestamp_add(
                max(if(is_change, observed_at, null)) over restless,
                interval 24 hour
            ),
            null
        ) as flaps_until,
        min(if(outcome = 'bad', severity_rank, null)) over restless as restless_rank,
    from in_restless_times
    window restless as (partition by fingerprint, restless_number)
),

states as (
    select
        *,
        max(flaps_from_at) over subject as flapping_from_at,
        max(flaps_until) over subject as flapped_until,
        last_value(restless_rank ignore nulls) over in_place as flapping_rank,
        max(if(outcome = 'good', observed_at, null)) over subject as last_green_at,
        max(if(is_edge, observed_at, null)) over subject as changed_at,
        last_value(if(is_edge, known_at, null) ignore nulls) over in_place as changed_known_at,
        last_value(evidence ignore nulls) over in_place as last_evidence,
        last_value(
            if(outcome = 'bad', array_to_string(json_value_array(evidence.caused_by), ','), null)
            ignore nulls
        ) over in_place as causes,
        sum(
            if(
                is_change
                and observed_at > timestamp_sub(
                    current_timestamp(), interval 24 hour
                ),
                1, 0
            )
        ) over subject as change_count,
    from with_flaps
    qualify
        outcome = 'bad'
        and row_number() over (
            partition by fingerprint order by if(outcome = 'bad', 0, 1), place desc
        ) = 1
    window
        subject as (partition by fingerprint),
        in_place as (
            partition by fingerprint order by place
            rows between unbounded preceding and unbounded following
        )
),

silences as (
    select
        silence_id,
        max(if(event = 'created', starts_at, null)) as starts_at,
        least(
            max(if(event = 'created', ends_at, null)),
            coalesce(
                min(if(event = 'ended', ends_at, null)),
                max(if(event = 'created', ends_at, null))
            )
        ) as ends_at,
        max(if(event = 'created', created_by, null)) as created_by,
        min(if(event = 'created', occurred_at, null)) as created_at,
        max(if(event = 'ended', created_by, null)) as ended_by,
        max(if(event = 'created', comment, null)) as comment,
        max(if(event = 'created', matched_environment, null)) as matched_environment,
        max(if(event = 'created', severity, null)) as severity,
        max(if(event = 'created', kind, null)) as kind,
        max(if(event = 'created', asset, null)) as asset,
        max(if(event = 'created', subject, null)) as subject,
        max(if(event = 'created', owner, null)) as owner,
        max(if(event = 'created', tag, null)) as tag,
    from {ledger}.`alert_silences`
    group by silence_id
    having starts_at is not null
),

all_silences as (
    select array_agg(silences) as silences from silences
    where starts_at <= current_timestamp()
),

last_look as (
    select max(looked_at) as as_of from {ledger}.`looks`
    where recorded_at >= timestamp_sub(timestamp_trunc(current_timestamp(), day), interval 8 day) and event = 'finished'
),

with_causes as (
    select
        states.*,
        cause_fingerprint,
        causing.changed_known_at as cause_over_known_at,
        causing.fingerprint is not null
        and (
            causing.resolved_at is null
            or causing.flapped_until > current_timestamp()
            or (states.resolved_at is not null and causing.resolved_at >= states.opened_at)
        ) as is_caused,
    from states
    cross join
        unnest(split(concat(',', coalesce(states.causes, '')), ',')) as cause_fingerprint
    left join states as causing on cause_fingerprint = causing.fingerprint
),

caused as (
    select
        *,
        max(if(is_caused, cause_fingerprint, null)) over (partition by fingerprint) as caused_by,
        max(if(is_caused, null, cause_over_known_at)) over (partition by fingerprint)
            as caused_until_at,
    from with_causes
    qualify row_number() over (partition by fingerprint order by cause_fingerprint) = 1
),

silenced as (
    select
        caused.*,
        last_look.as_of,
        coalesce(flapped_until > current_timestamp(), false) as is_flapping,
        json_value(alerts.ignore) = 'true' as is_ignored,
        if(
            error_class in ('network', 'quota', 'timeout')
            and kind in ('node', 'test', 'freshness', 'step', 'dagster run', 'tick', 'load'),
            timestamp_add(
                changed_known_at,
                interval coalesce(
            if(
                safe_cast(json_value(alerts.transient_wait_minutes) as int64)
                between 0 and 10080,
                safe_cast(json_value(alerts.transient_wait_minutes) as int64), null
            ),
            30
        ) minute
            ),
            null
        ) as transient_until_at,
        array(
            select as struct silence.silence_id, silence.ends_at
            from unnest(all_silences.silences) as silence
            where
            (
        silence.matched_environment is null
        or regexp_contains(
            coalesce(caused.environment, ''),
            concat(
                '(?s)^',
                replace(
                    regexp_replace(silence.matched_environment, r'([.+?()\[\]{}^$|\\])', r'\\\1'), '*', '.*'
                ),
                '$'
            )
        )
    ) and
            (
        silence.severity is null
        or regexp_contains(
            coalesce(caused.severity, ''),
            concat(
                '(?s)^',
                replace(
                    regexp_replace(silence.severity, r'([.+?()\[\]{}^$|\\])', r'\\\1'), '*', '.*'
                ),
                '$'
            )
        )
    ) and
            (
        silence.kind is null
        or regexp_contains(
            coalesce(caused.kind, ''),
            concat(
                '(?s)^',
                replace(
                    regexp_replace(silence.kind, r'([.+?()\[\]{}^$|\\])', r'\\\1'), '*', '.*'
                ),
                '$'
            )
        )
    ) and
            (
        silence.asset is null
        or regexp_contains(
            coalesce(caused.asset_name, ''),
            concat(
                '(?s)^',
                replace(
                    regexp_replace(silence.asset, r'([.+?()\[\]{}^$|\\])', r'\\\1'), '*', '.*'
                ),
                '$'
            )
        )
    ) and
            (
        silence.subject is null
        or regexp_contains(
            coalesce(caused.subject, ''),
            concat(
                '(?s)^',
                replace(
                    regexp_replace(silence.subject, r'([.+?()\[\]{}^$|\\])', r'\\\1'), '*', '.*'
                ),
                '$'
            )
        )
    ) and
            (
        silence.owner is null
        or regexp_contains(
            coalesce(caused.owner, ''),
            concat(
                '(?s)^',
                replace(
                    regexp_replace(silence.owner, r'([.+?()\[\]{}^$|\\])', r'\\\1'), '*', '.*'
                ),
                '$'
            )
        )
    ) and
            (
                silence.tag is null
                or exists (
                    select 1 from unnest(caused.tags) as one_tag
                    where (
        silence.tag is null
        or regexp_contains(
            coalesce(one_tag, ''),
            concat(
                '(?s)^',
                replace(
                    regexp_replace(silence.tag, r'([.+?()\[\]{}^$|\\])', r'\\\1'), '*', '.*'
                ),
                '$'
            )
        )
    )
                )
            )
            order by silence.ends_at desc
            limit 1
        )[safe_offset(0)] as last_silence,
    from caused
    cross join all_silences
    cross join last_look
),

suppressed as (
    select
        *,
        last_silence.ends_at as silenced_until_at,
        if(last_silence.ends_at > current_timestamp(), last_silence.silence_id, null) as silence_id,
        case
            when is_ignored then 'ignored'
            when last_silence.ends_at > current_timestamp() then 'silenced'
            when caused_by is not null then 'inhibited'
            when transient_until_at > current_timestamp() and resolved_at is null then 'transient'
        end as suppressed_because,
    from silenced
),

taken_on as (
    select
        fingerprint,
        severity as taken_on_severity,
        created_by as taken_on_by,
        occurred_at as taken_on_at,
    from {ledger}.`alert_acknowledgements`
    qualify row_number() over (partition by fingerprint order by occurred_at desc, row_id) = 1
),

problems as (
    select
        fingerprint,
        environment,
        kind,
        subject_id,
        subject,
        case
            when is_event then 'event'
            when is_flapping then 'flapping'
            when resolved_at is null then 'open'
            else 'resolved'
        end as state,
        case if(is_flapping, flapping_rank, severity_rank)
            when 1 then 'critical' when 2 then 'error' when 4 then 'info' else 'warn'
        end as severity,
        case if(is_flapping, flapping_rank, severity_rank)
            when 1 then 'page'
            when 2 then 'ticket'
            when 4 then 'ticket'
            else 'ticket'
        end as urgency,
        episode_id,
        if(is_flapping, flapping_from_at, opened_at) as opened_at,
        changed_at,
        observed_at as last_seen_at,
        resolved_at,
        changed_known_at as known_at,
        flapped_until,
        occurrence_count,
        change_count,
        is_event,
        suppressed_because,
        (
            select max(until_at)
            from unnest([
                silenced_until_at,
                caused_until_at,
                if(suppressed_because = 'transient', transient_until_at, null)
            ]) as until_at
        ) as suppressed_until_at,
        silence_id,
        silenced_until_at,
        caused_by,
        if(taken_on_at >= opened_at, taken_on_severity, null) as acknowledged_severity,
        if(taken_on_at >= opened_at, taken_on_by, null) as acknowledged_by,
        if(kind = 'receiver', subject_id, null) as about_receiver,
        asset_id,
        asset_name,
        check_name,
        column_name,
        owner,
        tags,
        runbook_url,
        run_id,
        error_class,
        message,
        failure_count,
        last_evidence as evidence,
        as_of,
    from suppressed
    left join taken_on using (fingerprint)
)

select
    problems.subject,
    problems.opened_at,
    cast(json_value(change.rank) as int64) as rank,
    json_value(change.kind) as change_kind,
    json_value(change.says) as says,
    json_value(change.subject) as changed_subject,
    json_value(change.before) as value_before,
    json_value(change.after) as value_after,
    timestamp(json_value(change.changed_at)) as changed_at,
    cast(json_value(change.distance) as int64) as distance,
    timestamp(json_value(problems.evidence.last_green_at)) as last_green_at,
    problems.environment,
    problems.fingerprint,
    problems.as_of,
from problems
cross join unnest(json_query_array(problems.evidence.changes)) as change
where problems.state in ('open', 'flapping')
-- nightledger: creation create vw_blast_radius
create or replace view {ledger}.`vw_blast_radius` (
    subject options(description='What is wrong or was, as messages show it.'),
    severity options(description='`critical` (it, or the asset it tests, carries the tag `critical`), `error` or `warn`: of the last time it was bad; while it flaps, the worst of it. Null: nothing is wrong.'),
    hit_type options(description='`asset`, `exposure` or `owner`.'),
    hit_name options(description='Name of the asset, exposure or owner.'),
    hit_owner options(description='Who looks after what is hit. Null: nobody is named.'),
    depth options(description='Steps from the asset of the problem, at most `downstream_depth`.'),
    environment options(description='Environment it belongs to: the var `environment`, or the dbt target\'s name; of Dagster and dlt, what the project said.'),
    fingerprint options(description='Identity of the problem across runs: hash of environment, kind and subject.'),
    as_of options(description='Clock of the last look (UTC): facts recorded later are not judged yet. Null: none in eight days.')
)
options(description='Whom does it hit? One row per open problem and asset downstream, exposure or owner.')
as
with standing as (
    select * from {ledger}.`problem_events`
    where recorded_at >= timestamp_sub(timestamp_trunc(current_timestamp(), day), interval 8 day)
    qualify
        row_number() over (
            partition by event_id
            order by
                if(occurrences_before is null, 1, 0),
                if(occurrences_before is null, null, recorded_at) desc,
                recorded_at,
                look_id
        ) = 1
        and outcome != 'void'
        and max(if(outcome = 'void', 1, 0)) over (partition by coalesce(voids, event_id)) = 0
),

placed as (
    select
        *,
        row_number() over in_order as place,
        coalesce(lag(if(is_event, 'good', outcome)) over in_order, 'good') as outcome_before,
        lag(outcome) over in_order is null as is_first,
    from standing
    window in_order as (partition by fingerprint order by observed_at, if(outcome = 'good', 0, 1), event_id)
),

with_episodes as (
    select
        *,
        sum(if(outcome = 'bad' and outcome_before = 'good', 1, 0)) over (
            partition by fingerprint order by place
            rows between unbounded preceding and current row
        ) as episode_number,
        case severity when 'critical' then 1 when 'error' then 2 when 'info' then 4 else 3 end as severity_rank,
        not is_first and outcome != outcome_before as is_change,
    from placed
),

-- the copy that tells how often the episode had been seen before stands for what it replaces
anchored as (
    select
        *,
        min(if(outcome = 'bad', severity_rank, null)) over (
            partition by fingerprint, episode_number order by place
            rows between unbounded preceding and 1 preceding
        ) as worst_rank_before,
        max(occurrences_before) over (
            partition by fingerprint, episode_number order by place
            rows between unbounded preceding and current row
        ) as anchor_before,
    from with_episodes
),

numbered as (
    select
        *,
        coalesce(anchor_before, 0) + sum(if(outcome = 'bad', 1, 0)) over (
            partition by fingerprint, episode_number, anchor_before order by place
            rows between unbounded preceding and current row
        ) as occurrence_number,
    from anchored
),

timed as (
    select
        *,
        min(if(outcome = 'bad', observed_at, null)) over episode as opened_at,
        if(
            is_event, observed_at, min(if(outcome = 'good', observed_at, null)) over episode
        ) as resolved_at,
        max(if(outcome = 'bad', occurrence_number, null)) over episode as occurrence_count,
        first_value(event_id) over (
            partition by fingerprint, episode_number order by place
            rows between unbounded preceding and current row
        ) as episode_id,
        case
            when outcome = 'good' then outcome_before = 'bad'
            else
                outcome_before = 'good'
                or is_event
                or coalesce(severity_rank < worst_rank_before, false)
        end as is_edge,
        sum(if(is_change, 1, 0)) over (
            partition by fingerprint order by unix_seconds(observed_at)
            range between 86400 preceding and current row
        ) as window_change_count,
        max(if(is_change, observed_at, null)) over (
            partition by fingerprint order by place
            rows between unbounded preceding and 1 preceding
        ) as change_before_at,
    from numbered
    window episode as (partition by fingerprint, episode_number)
),

-- changes with less than the window between them are one restless time
in_restless_times as (
    select
        *,
        is_change and window_change_count >= coalesce(
            if(
                safe_cast(json_value(alerts.flapping_changes) as int64)
                between 1 and 1000,
                safe_cast(json_value(alerts.flapping_changes) as int64), null
            ),
            3
        ) as is_flap,
        sum(
            if(
                is_change
                and coalesce(
                    timestamp_add(change_before_at, interval 24 hour)
                    <= observed_at,
                    true
                ),
                1, 0
            )
        ) over (
            partition by fingerprint order by place
            rows between unbounded preceding and current row
        ) as restless_number,
    from timed
),

-- it flaps from one change too many until a whole window without any
with_flaps as (
    select
        *,
        min(if(is_flap, opened_at, null)) over restless as flaps_from_at,
        if(
            max(if(is_flap, 1, 0)) over restless = 1,
            timestamp_add(
                max(if(is_change, observed_at, null)) over restless,
                interval 24 hour
            ),
            null
        ) as flaps_until,
        min(if(outcome = 'bad', severity_rank, null)) over restless as restless_rank,
    from in_restless_times
    window restless as (partition by fingerprint, restless_number)
),

states as (
    select
        *,
        max(flaps_from_at) over subject as flapping_from_at,
        max(flaps_until) over subject as flapped_until,
        last_value(restless_rank ignore nulls) over in_place as flapping_rank,
        max(if(outcome = 'good', observed_at, null)) over subject as last_green_at,
        max(if(is_edge, observed_at, null)) over subject as changed_at,
        last_value(if(is_edge, known_at, null) ignore nulls) over in_place as changed_known_at,
        last_value(evidence ignore nulls) over in_place as last_evidence,
        last_value(
            if(outcome = 'bad', array_to_string(json_value_array(evidence.caused_by), ','), null)
            ignore nulls
        ) over in_place as causes,
        sum(
            if(
                is_change
                and observed_at > timestamp_sub(
                    current_timestamp(), interval 24 hour
                ),
                1, 0
            )
        ) over subject as change_count,
    from with_flaps
    qualify
        outcome = 'bad'
        and row_number() over (
            partition by fingerprint order by if(outcome = 'bad', 0, 1), place desc
        ) = 1
    window
        subject as (partition by fingerprint),
        in_place as (
            partition by fingerprint order by place
            rows between unbounded preceding and unbounded following
        )
),

silences as (
    select
        silence_id,
        max(if(event = 'created', starts_at, null)) as starts_at,
        least(
            max(if(event = 'created', ends_at, null)),
            coalesce(
                min(if(event = 'ended', ends_at, null)),
                max(if(event = 'created', ends_at, null))
            )
        ) as ends_at,
        max(if(event = 'created', created_by, null)) as created_by,
        min(if(event = 'created', occurred_at, null)) as created_at,
        max(if(event = 'ended', created_by, null)) as ended_by,
        max(if(event = 'created', comment, null)) as comment,
        max(if(event = 'created', matched_environment, null)) as matched_environment,
        max(if(event = 'created', severity, null)) as severity,
        max(if(event = 'created', kind, null)) as kind,
        max(if(event = 'created', asset, null)) as asset,
        max(if(event = 'created', subject, null)) as subject,
        max(if(event = 'created', owner, null)) as owner,
        max(if(event = 'created', tag, null)) as tag,
    from {ledger}.`alert_silences`
    group by silence_id
    having starts_at is not null
),

all_silences as (
    select array_agg(silences) as silences from silences
    where starts_at <= current_timestamp()
),

last_look as (
    select max(looked_at) as as_of from {ledger}.`looks`
    where recorded_at >= timestamp_sub(timestamp_trunc(current_timestamp(), day), interval 8 day) and event = 'finished'
),

with_causes as (
    select
        states.*,
        cause_fingerprint,
        causing.changed_known_at as cause_over_known_at,
        causing.fingerprint is not null
        and (
            causing.resolved_at is null
            or causing.flapped_until > current_timestamp()
            or (states.resolved_at is not null and causing.resolved_at >= states.opened_at)
        ) as is_caused,
    from states
    cross join
        unnest(split(concat(',', coalesce(states.causes, '')), ',')) as cause_fingerprint
    left join states as causing on cause_fingerprint = causing.fingerprint
),

caused as (
    select
        *,
        max(if(is_caused, cause_fingerprint, null)) over (partition by fingerprint) as caused_by,
        max(if(is_caused, null, cause_over_known_at)) over (partition by fingerprint)
            as caused_until_at,
    from with_causes
    qualify row_number() over (partition by fingerprint order by cause_fingerprint) = 1
),

silenced as (
    select
        caused.*,
        last_look.as_of,
        coalesce(flapped_until > current_timestamp(), false) as is_flapping,
        json_value(alerts.ignore) = 'true' as is_ignored,
        if(
            error_class in ('network', 'quota', 'timeout')
            and kind in ('node', 'test', 'freshness', 'step', 'dagster run', 'tick', 'load'),
            timestamp_add(
                changed_known_at,
                interval coalesce(
            if(
                safe_cast(json_value(alerts.transient_wait_minutes) as int64)
                between 0 and 10080,
                safe_cast(json_value(alerts.transient_wait_minutes) as int64), null
            ),
            30
        ) minute
            ),
            null
        ) as transient_until_at,
        array(
            select as struct silence.silence_id, silence.ends_at
            from unnest(all_silences.silences) as silence
            where
            (
        silence.matched_environment is null
        or regexp_contains(
            coalesce(caused.environment, ''),
            concat(
                '(?s)^',
                replace(
                    regexp_replace(silence.matched_environment, r'([.+?()\[\]{}^$|\\])', r'\\\1'), '*', '.*'
                ),
                '$'
            )
        )
    ) and
            (
        silence.severity is null
        or regexp_contains(
            coalesce(caused.severity, ''),
            concat(
                '(?s)^',
                replace(
                    regexp_replace(silence.severity, r'([.+?()\[\]{}^$|\\])', r'\\\1'), '*', '.*'
                ),
                '$'
            )
        )
    ) and
            (
        silence.kind is null
        or regexp_contains(
            coalesce(caused.kind, ''),
            concat(
                '(?s)^',
                replace(
                    regexp_replace(silence.kind, r'([.+?()\[\]{}^$|\\])', r'\\\1'), '*', '.*'
                ),
                '$'
            )
        )
    ) and
            (
        silence.asset is null
        or regexp_contains(
            coalesce(caused.asset_name, ''),
            concat(
                '(?s)^',
                replace(
                    regexp_replace(silence.asset, r'([.+?()\[\]{}^$|\\])', r'\\\1'), '*', '.*'
                ),
                '$'
            )
        )
    ) and
            (
        silence.subject is null
        or regexp_contains(
            coalesce(caused.subject, ''),
            concat(
                '(?s)^',
                replace(
                    regexp_replace(silence.subject, r'([.+?()\[\]{}^$|\\])', r'\\\1'), '*', '.*'
                ),
                '$'
            )
        )
    ) and
            (
        silence.owner is null
        or regexp_contains(
            coalesce(caused.owner, ''),
            concat(
                '(?s)^',
                replace(
                    regexp_replace(silence.owner, r'([.+?()\[\]{}^$|\\])', r'\\\1'), '*', '.*'
                ),
                '$'
            )
        )
    ) and
            (
                silence.tag is null
                or exists (
                    select 1 from unnest(caused.tags) as one_tag
                    where (
        silence.tag is null
        or regexp_contains(
            coalesce(one_tag, ''),
            concat(
                '(?s)^',
                replace(
                    regexp_replace(silence.tag, r'([.+?()\[\]{}^$|\\])', r'\\\1'), '*', '.*'
                ),
                '$'
            )
        )
    )
                )
            )
            order by silence.ends_at desc
            limit 1
        )[safe_offset(0)] as last_silence,
    from caused
    cross join all_silences
    cross join last_look
),

suppressed as (
    select
        *,
        last_silence.ends_at as silenced_until_at,
        if(last_silence.ends_at > current_timestamp(), last_silence.silence_id, null) as silence_id,
        case
            when is_ignored then 'ignored'
            when last_silence.ends_at > current_timestamp() then 'silenced'
            when caused_by is not null then 'inhibited'
            when transient_until_at > current_timestamp() and resolved_at is null then 'transient'
        end as suppressed_because,
    from silenced
),

taken_on as (
    select
        fingerprint,
        severity as taken_on_severity,
        created_by as taken_on_by,
        occurred_at as taken_on_at,
    from {ledger}.`alert_acknowledgements`
    qualify row_number() over (partition by fingerprint order by occurred_at desc, row_id) = 1
),

problems as (
    select
        fingerprint,
        environment,
        kind,
        subject_id,
        subject,
        case
            when is_event then 'event'
            when is_flapping then 'flapping'
            when resolved_at is null then 'open'
            else 'resolved'
        end as state,
        case if(is_flapping, flapping_rank, severity_rank)
            when 1 then 'critical' when 2 then 'error' when 4 then 'info' else 'warn'
        end as severity,
        case if(is_flapping, flapping_rank, severity_rank)
            when 1 then 'page'
            when 2 then 'ticket'
            when 4 then 'ticket'
            else 'ticket'
        end as urgency,
        episode_id,
        if(is_flapping, flapping_from_at, opened_at) as opened_at,
        changed_at,
        observed_at as last_seen_at,
        resolved_at,
        changed_known_at as known_at,
        flapped_until,
        occurrence_count,
        change_count,
        is_event,
        suppressed_because,
        (
            select max(until_at)
            from unnest([
                silenced_until_at,
                caused_until_at,
                if(suppressed_because = 'transient', transient_until_at, null)
            ]) as until_at
        ) as suppressed_until_at,
        silence_id,
        silenced_until_at,
        caused_by,
        if(taken_on_at >= opened_at, taken_on_severity, null) as acknowledged_severity,
        if(taken_on_at >= opened_at, taken_on_by, null) as acknowledged_by,
        if(kind = 'receiver', subject_id, null) as about_receiver,
        asset_id,
        asset_name,
        check_name,
        column_name,
        owner,
        tags,
        runbook_url,
        run_id,
        error_class,
        message,
        failure_count,
        last_evidence as evidence,
        as_of,
    from suppressed
    left join taken_on using (fingerprint)
),

edges as (
    select environment, parent_id, child_id, child_kind, child_name, owner
    from {ledger}.`asset_edges`
    qualify
        row_number() over (
            partition by environment, parent_id, child_id order by recorded_at desc, row_id
        ) = 1
        and not is_removed
),

-- more than what is open, for the whole of `problems` would be evaluated once more
starts as (
    select environment, asset_id from {ledger}.`problem_events`
    where recorded_at >= timestamp_sub(timestamp_trunc(current_timestamp(), day), interval 8 day) and outcome = 'bad'
),

step_0 as (
    select distinct
        environment,
        asset_id,
        asset_id as node_id,
        0 as depth,
    from starts
    where asset_id is not null
),

step_1 as (
    select
        before.environment,
        before.asset_id,
        node.node_id,
        min(node.depth) as depth,
    from step_0 as before
    left join edges as edges
        on
            before.environment = edges.environment
            and before.node_id = edges.parent_id
            and before.depth = 0
    cross join
        unnest([
            struct(before.node_id as node_id, before.depth as depth),
            struct(edges.child_id as node_id, 1 as depth)
        ]) as node
    where node.node_id is not null
    group by before.environment, before.asset_id, node.node_id
),

step_2 as (
    select
        before.environment,
        before.asset_id,
        node.node_id,
        min(node.depth) as depth,
    from step_1 as before
    left join edges as edges
        on
            before.environment = edges.environment
            and before.node_id = edges.parent_id
            and before.depth = 1
    cross join
        unnest([
            struct(before.node_id as node_id, before.depth as depth),
            struct(edges.child_id as node_id, 2 as depth)
        ]) as node
    where node.node_id is not null
    group by before.environment, before.asset_id, node.node_id
),

step_3 as (
    select
        before.environment,
        before.asset_id,
        node.node_id,
        min(node.depth) as depth,
    from step_2 as before
    left join edges as edges
        on
            before.environment = edges.environment
            and before.node_id = edges.parent_id
            and before.depth = 2
    cross join
        unnest([
            struct(before.node_id as node_id, before.depth as depth),
            struct(edges.child_id as node_id, 3 as depth)
        ]) as node
    where node.node_id is not null
    group by before.environment, before.asset_id, node.node_id
),

step_4 as (
    select
        before.environment,
        before.asset_id,
        node.node_id,
        min(node.depth) as depth,
    from step_3 as before
    left join edges as edges
        on
            before.environment = edges.environment
            and before.node_id = edges.parent_id
            and before.depth = 3
    cross join
        unnest([
            struct(before.node_id as node_id, before.depth as depth),
            struct(edges.child_id as node_id, 4 as depth)
        ]) as node
    where node.node_id is not null
    group by before.environment, before.asset_id, node.node_id
),

step_5 as (
    select
        before.environment,
        before.asset_id,
        node.node_id,
        min(node.depth) as depth,
    from step_4 as before
    left join edges as edges
        on
            before.environment = edges.environment
            and before.node_id = edges.parent_id
            and before.depth = 4
    cross join
        unnest([
            struct(before.node_id as node_id, before.depth as depth),
            struct(edges.child_id as node_id, 5 as depth)
        ]) as node
    where node.node_id is not null
    group by before.environment, before.asset_id, node.node_id
),

step_6 as (
    select
        before.environment,
        before.asset_id,
        node.node_id,
        min(node.depth) as depth,
    from step_5 as before
    left join edges as edges
        on
            before.environment = edges.environment
            and before.node_id = edges.parent_id
            and before.depth = 5
    cross join
        unnest([
            struct(before.node_id as node_id, before.depth as depth),
            struct(edges.child_id as node_id, 6 as depth)
        ]) as node
    where node.node_id is not null
    group by before.environment, before.asset_id, node.node_id
),

step_7 as (
    select
        before.environment,
        before.asset_id,
        node.node_id,
        min(node.depth) as depth,
    from step_6 as before
    left join edges as edges
        on
            before.environment = edges.environment
            and before.node_id = edges.parent_id
            and before.depth = 6
    cross join
        unnest([
            struct(before.node_id as node_id, before.depth as depth),
            struct(edges.child_id as node_id, 7 as depth)
        ]) as node
    where node.node_id is not null
    group by before.environment, before.asset_id, node.node_id
),

step_8 as (
    select
        before.environment,
        before.asset_id,
        node.node_id,
        min(node.depth) as depth,
    from step_7 as before
    left join edges as edges
        on
            before.environment = edges.environment
            and before.node_id = edges.parent_id
            and before.depth = 7
    cross join
        unnest([
            struct(before.node_id as node_id, before.depth as depth),
            struct(edges.child_id as node_id, 8 as depth)
        ]) as node
    where node.node_id is not null
    group by before.environment, before.asset_id, node.node_id
),

reached as (
    select * from step_8
),

readers as (
    select
        reached.environment,
        reached.asset_id,
        edges.child_kind,
        edges.child_name,
        edges.owner,
        reached.depth + 1 as depth,
    from reached
    inner join edges
        on reached.environment = edges.environment and reached.node_id = edges.parent_id
),

hits as (
    select environment, asset_id, hit.hit_type, hit.hit_name, hit.hit_owner, min(depth) as depth
    from readers
    cross join
        unnest([
            struct(child_kind as hit_type, child_name as hit_name, owner as hit_owner),
            struct('owner', owner, owner)
        ]) as hit
    where hit.hit_name is not null
    group by environment, asset_id, hit.hit_type, hit.hit_name, hit.hit_owner
)

select
    problems.subject,
    problems.severity,
    hits.hit_type,
    hits.hit_name,
    hits.hit_owner,
    hits.depth,
    problems.environment,
    problems.fingerprint,
    problems.as_of,
from problems
inner join hits
    on problems.environment = hits.environment and problems.asset_id = hits.asset_id
where problems.state in ('open', 'flapping')
-- nightledger: creation create vw_check_trend
create or replace view {ledger}.`vw_check_trend` (
    asset_name options(description='Table, view or file concerned; a source is `source.table`. Null: none.'),
    check_name options(description='Test or check, by its own name where it has one; `build`, `run` (a hook) or `freshness`.'),
    column_name options(description='Column the test looks at. Null: a whole table, or no test.'),
    strip options(description='The last `strip_days` days (UTC), oldest first, today last: `✗` failed, `!` warned, `✓` good, `·` no verdict; the worst of a day counts. Null: things of its kind have none.'),
    verdict options(description='`clean` (never bad), `one-off` (bad on one day), `trend` (bad on more days, and the last time), `recovered` (bad on more days, good the last time), `flapping`.'),
    days_failed options(description='Days of the strip on which it failed or warned.'),
    failures_per_day options(description='Numbers for each day of the strip, such as `0 0 0 0 0 0 2 2 5`: what the test counted in its worst run of the day, or how often it was bad if that is more.'),
    last_seen_at options(description='Its last verdict on record (UTC): every bad one is, and the first good one of a day.'),
    owner options(description='Who looks after it. Null: nobody is named.'),
    kind options(description='What was looked at: test, node (what dbt builds), freshness, check, step, load, missing run and so on.'),
    environment options(description='Environment it belongs to: the var `environment`, or the dbt target\'s name; of Dagster and dlt, what the project said.'),
    fingerprint options(description='Identity of the problem across runs: hash of environment, kind and subject.'),
    as_of options(description='Clock of the last look (UTC): facts recorded later are not judged yet. Null: none in eight days.')
)
options(description='One-off or trend? One row per check of an asset with a verdict in the last `strip_days` days: a test, a freshness, a check of Dagster, or the build of a model.')
as
with standing as (
    select * from {ledger}.`problem_events`
    where recorded_at >= timestamp_sub(timestamp_trunc(current_timestamp(), day), interval 8 day)
    qualify
        row_number() over (
            partition by event_id
            order by
                if(occurrences_before is null, 1, 0),
                if(occurrences_before is null, null, recorded_at) desc,
                recorded_at,
                look_id
        ) = 1
        and outcome != 'void'
        and max(if(outcome = 'void', 1, 0)) over (partition by coalesce(voids, event_id)) = 0
),

verdicts as (
    select
        *,
        lag(outcome) over in_order as outcome_before,
        row_number() over (
            partition by fingerprint order by observed_at desc, event_id desc
        ) as recency,
    from standing
    where
        kind in ('test', 'node', 'freshness', 'check', 'asset freshness')
        and observed_at >= timestamp_sub(timestamp_trunc(current_timestamp(), day), interval 8 day)
    window in_order as (partition by fingerprint order by observed_at, if(outcome = 'good', 0, 1), event_id)
),

described as (
    select
        *,
        concat(
            coalesce(
                substr(
                    '✓!✗',
                    max(
                        if(
                            date(observed_at) = date_sub(date(current_timestamp()), interval 8 day),
                            case when outcome = 'good' then 1 when severity = 'warn' then 2 else 3 end, null
                        )
                    ) over subject,
                    1
                ),
                '·'
            ),
            coalesce(
                substr(
                    '✓!✗',
                    max(
                        if(
                            date(observed_at) = date_sub(date(current_timestamp()), interval 7 day),
                            case when outcome = 'good' then 1 when severity = 'warn' then 2 else 3 end, null
                        )
                    ) over subject,
                    1
                ),
                '·'
            ),
            coalesce(
                substr(
                    '✓!✗',
                    max(
                        if(
                            date(observed_at) = date_sub(date(current_timestamp()), interval 6 day),
                            case when outcome = 'good' then 1 when severity = 'warn' then 2 else 3 end, null
                        )
                    ) over subject,
                    1
                ),
                '·'
            ),
            coalesce(
                substr(
                    '✓!✗',
                    max(
                        if(
                            date(observed_at) = date_sub(date(current_timestamp()), interval 5 day),
                            case when outcome = 'good' then 1 when severity = 'warn' then 2 else 3 end, null
                        )
                    ) over subject,
                    1
                ),
                '·'
            ),
            coalesce(
                substr(
                    '✓!✗',
                    max(
                        if(
                            date(observed_at) = date_sub(date(current_timestamp()), interval 4 day),
                            case when outcome = 'good' then 1 when severity = 'warn' then 2 else 3 end, null
                        )
                    ) over subject,
                    1
                ),
                '·'
            ),
            coalesce(
                substr(
                    '✓!✗',
                    max(
                        if(
                            date(observed_at) = date_sub(date(current_timestamp()), interval 3 day),
                            case when outcome = 'good' then 1 when severity = 'warn' then 2 else 3 end, null
                        )
                    ) over subject,
                    1
                ),
                '·'
            ),
            coalesce(
                substr(
                    '✓!✗',
                    max(
                        if(
                            date(observed_at) = date_sub(date(current_timestamp()), interval 2 day),
                            case when outcome = 'good' then 1 when severity = 'warn' then 2 else 3 end, null
                        )
                    ) over subject,
                    1
                ),
                '·'
            ),
            coalesce(
                substr(
                    '✓!✗',
                    max(
                        if(
                            date(observed_at) = date_sub(date(current_timestamp()), interval 1 day),
                            case when outcome = 'good' then 1 when severity = 'warn' then 2 else 3 end, null
                        )
                    ) over subject,
                    1
                ),
                '·'
            ),
            coalesce(
                substr(
                    '✓!✗',
                    max(
                        if(
                            date(observed_at) = date_sub(date(current_timestamp()), interval 0 day),
                            case when outcome = 'good' then 1 when severity = 'warn' then 2 else 3 end, null
                        )
                    ) over subject,
                    1
                ),
                '·'
            )
        ) as strip,
        count(distinct if(outcome = 'bad', date(observed_at), null)) over subject as days_failed,
        sum(if(outcome != outcome_before, 1, 0)) over subject as change_count,
        concat(
            cast(
                greatest(
                    sum(if(outcome = 'bad'
    and date(observed_at) = date_sub(date(current_timestamp()), interval 8 day), 1, 0)) over subject,
                    coalesce(
                        max(if(outcome = 'bad'
    and date(observed_at) = date_sub(date(current_timestamp()), interval 8 day), failure_count, null))
                            over subject,
                        0
                    )
                ) as string
            ), ' ',
            cast(
                greatest(
                    sum(if(outcome = 'bad'
    and date(observed_at) = date_sub(date(current_timestamp()), interval 7 day), 1, 0)) over subject,
                    coalesce(
                        max(if(outcome = 'bad'
    and date(observed_at) = date_sub(date(current_timestamp()), interval 7 day), failure_count, null))
                            over subject,
                        0
                    )
                ) as string
            ), ' ',
            cast(
                greatest(
                    sum(if(outcome = 'bad'
    and date(observed_at) = date_sub(date(current_timestamp()), interval 6 day), 1, 0)) over subject,
                    coalesce(
                        max(if(outcome = 'bad'
    and date(observed_at) = date_sub(date(current_timestamp()), interval 6 day), failure_count, null))
                            over subject,
                        0
                    )
                ) as string
            ), ' ',
            cast(
                greatest(
                    sum(if(outcome = 'bad'
    and date(observed_at) = date_sub(date(current_timestamp()), interval 5 day), 1, 0)) over subject,
                    coalesce(
                        max(if(outcome = 'bad'
    and date(observed_at) = date_sub(date(current_timestamp()), interval 5 day), failure_count, null))
                            over subject,
                        0
                    )
                ) as string
            ), ' ',
            cast(
                greatest(
                    sum(if(outcome = 'bad'
    and date(observed_at) = date_sub(date(current_timestamp()), interval 4 day), 1, 0)) over subject,
                    coalesce(
                        max(if(outcome = 'bad'
    and date(observed_at) = date_sub(date(current_timestamp()), interval 4 day), failure_count, null))
                            over subject,
                        0
                    )
                ) as string
            ), ' ',
            cast(
                greatest(
                    sum(if(outcome = 'bad'
    and date(observed_at) = date_sub(date(current_timestamp()), interval 3 day), 1, 0)) over subject,
                    coalesce(
                        max(if(outcome = 'bad'
    and date(observed_at) = date_sub(date(current_timestamp()), interval 3 day), failure_count, null))
                            over subject,
                        0
                    )
                ) as string
            ), ' ',
            cast(
                greatest(
                    sum(if(outcome = 'bad'
    and date(observed_at) = date_sub(date(current_timestamp()), interval 2 day), 1, 0)) over subject,
                    coalesce(
                        max(if(outcome = 'bad'
    and date(observed_at) = date_sub(date(current_timestamp()), interval 2 day), failure_count, null))
                            over subject,
                        0
                    )
                ) as string
            ), ' ',
            cast(
                greatest(
                    sum(if(outcome = 'bad'
    and date(observed_at) = date_sub(date(current_timestamp()), interval 1 day), 1, 0)) over subject,
                    coalesce(
                        max(if(outcome = 'bad'
    and date(observed_at) = date_sub(date(current_timestamp()), interval 1 day), failure_count, null))
                            over subject,
                        0
                    )
                ) as string
            ), ' ',
            cast(
                greatest(
                    sum(if(outcome = 'bad'
    and date(observed_at) = date_sub(date(current_timestamp()), interval 0 day), 1, 0)) over subject,
                    coalesce(
                        max(if(outcome = 'bad'
    and date(observed_at) = date_sub(date(current_timestamp()), interval 0 day), failure_count, null))
                            over subject,
                        0
                    )
                ) as string
            )
        ) as failures_per_day,
    from verdicts
    window subject as (partition by fingerprint)
),

last_look as (
    select max(looked_at) as as_of from {ledger}.`looks`
    where recorded_at >= timestamp_sub(timestamp_trunc(current_timestamp(), day), interval 8 day) and event = 'finished'
)

select
    described.asset_name,
    described.check_name,
    described.column_name,
    described.strip,
    case
        when described.days_failed = 0 then 'clean'
        when described.change_count >= 3 then 'flapping'
        when described.days_failed = 1 then 'one-off'
        when described.outcome = 'bad' then 'trend'
        else 'recovered'
    end as verdict,
    described.days_failed,
    described.failures_per_day,
    described.observed_at as last_seen_at,
    described.owner,
    described.kind,
    described.environment,
    described.fingerprint,
    last_look.as_of,
from described
cross join last_look
where described.recency = 1
-- nightledger: creation create vw_run_summary
create or replace view {ledger}.`vw_run_summary` (
    started_at options(description='When it started (UTC).'),
    status options(description='`succeeded`; `warned`; `failed`; `running`; `vanished` (started, given up by a look); `incomplete` (finished, nothing on record failed, but result rows are missing).'),
    command_line options(description='The command line as typed, secrets redacted; `dbt` and the command where the engine does not tell.'),
    duration_seconds options(description='Seconds from start to end. Null: one of them is not on record.'),
    usual_duration_seconds options(description='What was usual as of then, in seconds: a median, see `learned_usuals`. Null: too little is known.'),
    is_slow options(description='Whether it took `slow_ratio` times the usual or longer.'),
    what_failed options(description='Up to five things that failed or warned, the critical ones first. Null: nothing did.'),
    skipped_because options(description='The failures in this command that made dbt skip others; without one, what dbt said. Null: nothing was skipped, or dbt did not say why.'),
    model_ok_count options(description='Models, seeds, snapshots, functions and hooks that went well.'),
    model_failed_count options(description='Of them, that failed.'),
    model_skipped_count options(description='Of them, that were skipped.'),
    test_ok_count options(description='Tests that passed.'),
    test_failed_count options(description='Tests that failed or whose query failed.'),
    test_warned_count options(description='Tests that warned.'),
    test_skipped_count options(description='Tests that were skipped.'),
    missing_result_count options(description='Result rows it announced and the ledger does not have: `nightledger ingest target/` adds them. Null: not finished, or its start is not on record.'),
    rows_affected options(description='Rows its models, seeds and snapshots wrote. Null: none reported any.'),
    bytes_billed options(description='Bytes BigQuery billed for them. Null: none reported any.'),
    target_name options(description='Name of the dbt target.'),
    environment options(description='Environment it belongs to: the var `environment`, or the dbt target\'s name; of Dagster and dlt, what the project said.'),
    invoked_by options(description='Person or service that started it. Null: not known.'),
    git_sha options(description='Commit of the project. Null: not known.'),
    run_url options(description='Link to the run: as Dagster said, or from the setting `run_url_template`. Null: neither.'),
    invocation_id options(description='dbt\'s id of the command.'),
    run_id options(description='Pipeline run it happened in; a dbt command that was started on its own is its own run. Null: none.')
)
options(description='How did each dbt command go? One row per command of the last `history_days`, from its start to its end.')
as
with -- both events carry the same text, so max only picks the one that is there
dbt_commands as (
    select
        environment,
        invocation_id,
        max(coalesce(pipeline_run_id, dagster_run_id, invocation_id)) as run_id,
        max(dagster_run_id) as dagster_run_id,
        max(command) as command,
        max(
            if(
            strpos(concat(' ', coalesce(invocation_command, ''), ' '), concat(' ', command, ' ')) > 0,
            invocation_command,
            concat('dbt ', coalesce(regexp_extract(run_key, r'^[^/]*/[^/]*/(.*)$'), command))
        )
        ) as command_line,
        max(run_key) as run_key,
        max(target_name) as target_name,
        max(invoked_by) as invoked_by,
        max(git_sha) as git_sha,
        max(run_url) as run_url,
        min(if(event = 'started', occurred_at, null)) as start_recorded_at,
        min(if(event = 'finished', occurred_at, null)) as finished_at,
        max(result_count) as announced_result_count,
    from {ledger}.`dbt_invocations`
    where recorded_at >= timestamp_sub(timestamp_trunc(current_timestamp(), day), interval 30 day)
    group by environment, invocation_id
),

all_statuses as (
    select distinct invocation_id, row_id, status
    from {ledger}.`dbt_test_results`
    where recorded_at >= timestamp_sub(timestamp_trunc(current_timestamp(), day), interval 30 day)
    union all
    select distinct invocation_id, row_id, status
    from {ledger}.`dbt_node_results`
    where recorded_at >= timestamp_sub(timestamp_trunc(current_timestamp(), day), interval 30 day)
    union all
    select distinct invocation_id, row_id, status
    from {ledger}.`dbt_source_freshness`
    where recorded_at >= timestamp_sub(timestamp_trunc(current_timestamp(), day), interval 30 day)

),

result_counts as (
    select
        invocation_id,
        count(*) as result_count,
        sum(if(case
        when status in ('pass', 'success') then 'good'
        when status in ('skipped', 'no-op', 'reused') then null
        else 'bad'
    end = 'bad' and status != 'warn', 1, 0))
            as failed_count,
        sum(if(status = 'warn', 1, 0)) as warned_count,
    from all_statuses
    group by invocation_id
),

given_up as (
    select run_id as invocation_id, min(observed_at) as vanished_at
    from {ledger}.`problem_events`
    where
        recorded_at >= timestamp_sub(timestamp_trunc(current_timestamp(), day), interval 30 day)
        and kind = 'run'
        and outcome = 'bad'
    group by run_id
),

-- what was learned on an earlier day, the last one there is, as the look has it
usual_durations as (
    select
        environment,
        subject,
        median,
        learned_on,
        lead(learned_on) over (partition by environment, subject order by learned_on)
            as next_learned_on,
    from {ledger}.`learned_usuals`
    where
        recorded_at >= timestamp_sub(timestamp_trunc(current_timestamp(), day), interval 30 day)
        and measure = 'duration_seconds'
        and starts_with(subject, 'dbt/')
        and coalesce(slot, '') = ''
    qualify
        row_number() over (
            partition by environment, subject, learned_on order by recorded_at
        ) = 1
),

timed_commands as (
    select
        dbt_commands.*,
        coalesce(dbt_commands.start_recorded_at, dbt_commands.finished_at) as started_at,
        round(timestamp_diff(dbt_commands.finished_at, dbt_commands.start_recorded_at, microsecond) / 1000000, 1) as duration_seconds,
        coalesce(result_counts.result_count, 0) as result_count,
        coalesce(result_counts.failed_count, 0) as failed_count,
        coalesce(result_counts.warned_count, 0) as warned_count,
        given_up.vanished_at,
    from dbt_commands
    left join result_counts on dbt_commands.invocation_id = result_counts.invocation_id
    left join given_up on dbt_commands.invocation_id = given_up.invocation_id
),

-- results of a run whose start is out of the window may be out of it too: not missed
dbt_runs as (
    select
        timed_commands.*,
        round(usual_durations.median, 1) as usual_duration_seconds,
        if(
            timed_commands.start_recorded_at is null,
            null,
            greatest(timed_commands.announced_result_count - timed_commands.result_count, 0)
        ) as missing_result_count,
        case
            when finished_at is null and vanished_at is not null then 'vanished'
            when finished_at is null then 'running'
            when failed_count > 0 then 'failed'
            when start_recorded_at is not null and announced_result_count > result_count
                then 'incomplete'
            when warned_count > 0 then 'warned'
            else 'succeeded'
        end as status,
    from timed_commands
    left join usual_durations
        on
            timed_commands.environment = usual_durations.environment
            and concat('dbt/', timed_commands.run_key) = usual_durations.subject
            and date(timed_commands.started_at) > usual_durations.learned_on
            and coalesce(date(timed_commands.started_at) <= usual_durations.next_learned_on, true)
),


looked_at_tests as (
    with test_results as (
    select * from {ledger}.`dbt_test_results`
    where recorded_at > timestamp_sub(timestamp_trunc(current_timestamp(), day), interval 30 day) and recorded_at <= current_timestamp()
    qualify row_number() over (partition by row_id order by recorded_at) = 1
),

named as (
    select
        *,
        coalesce(regexp_extract(asset_id, r'^model\.[^.]+\.([^.]+\.v[^.]+)$'), asset_name) as asset_words,
        case
        when status in ('pass', 'success') then 'good'
        when status in ('skipped', 'no-op', 'reused') then null
        else 'bad'
    end as outcome,
    from test_results
),

worded as (
    select
        *,
        if(
            test_type = 'generic' and not coalesce(
                starts_with(regexp_extract(unique_id, r'^test\.[^.]+\.(.*)\.[0-9a-f]+$'), concat(
                replace(
                    if(
                        starts_with(asset_id, 'source.'),
                        regexp_replace(test_name, r'([^.]+)$', r'source_\1'),
                        test_name
                    ),
                    '.', '_'
                ),
                '_', replace(asset_words, '.', '_'), '_'
            ))
                and (
                    test_kwargs is not null
                    or ends_with(
                        regexp_extract(unique_id, r'^test\.[^.]+\.(.*)\.[0-9a-f]+$'),
                        concat('_', regexp_replace(coalesce(column_name, ''), r'[^0-9a-zA-Z_]+', '_'))
                    )
                ),
                false
            ),
            regexp_extract(unique_id, r'^test\.[^.]+\.(.*)\.[0-9a-f]+$'),
            null
        ) as own_name,
        if(test_kwargs is null, null, trim(substr(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(to_json_string(test_kwargs), r'(?:ref|source)\([^)]*\x27([^\x27)]*)\x27\)', r'\1'), r'"(?:expression|combination_of_columns|columns?|column_list|values|to)":', r''), r'[{}\[\]"]', r''), r',', r', '), r' +', r' '), 1, 80))) as arguments,
    from named
    where outcome is not null
)

select
        to_hex(md5(concat('test', '\n', row_id))) as event_id,
        environment as environment,
        'test' as kind,
        concat(coalesce(project_name, ''), '/', coalesce(asset_relation, ''), '/', unique_id) as subject_id,
        concat(
            coalesce(own_name, test_name),
            coalesce(concat(' on ', asset_words), ''),
            coalesce(concat('.', column_name), ''),
            if(own_name is null, coalesce(concat(' (', arguments, ')'), ''), '')
        ) as subject,
        outcome as outcome,
        least(
            occurred_at, coalesce(recorded_at, occurred_at)
        ) as observed_at,
        recorded_at as known_at,
        case
            when case
        when status in ('pass', 'success') then 'good'
        when status in ('skipped', 'no-op', 'reused') then null
        else 'bad'
    end = 'good' then null
            when json_value(alerts.severity) in ('critical', 'error', 'warn')
                then json_value(alerts.severity)
            when status = 'warn' then 'warn'
            when is_critical then 'critical'
            else 'error'
        end as severity,
        false as is_event,
        asset_id as asset_id,
        asset_words as asset_name,
        coalesce(own_name, test_name) as check_name,
        column_name as column_name,
        invocation_id as run_id,
        is_critical as is_critical,
        owner as owner,
        tags as tags,
        runbook_url as runbook_url,
        case
            when outcome = 'good' then null
            when status in ('fail', 'warn') then if(test_type = 'unit', 'sql', 'data_quality')
            else (
        select
            case
                when regexp_contains(said, r'(?m)^\s*(?:unrecognized name\b|name \S+ not found inside|query column \d+ has type|this model has an enforced contract|the source and target schemas on this|value has type \S+ which cannot be inserted|inserted row has wrong column count|provided schema does not match|field \S+ has changed (?:type|mode)|\S+ field \S+ is missing in new schema|(?:invalid )?schema update|cannot update (?:the )?schema|no such field|column \S+ (?:is )?not (?:present|found))') then 'schema_drift'
                when regexp_contains(said, r'(?m)^\s*(?:update/merge must match|bad \w+ value|(?:\w+ )?overflow\b|division by zero|could not (?:cast|parse|convert)|(?:failed to|cannot) parse|error while reading data|null value in|assertion failed|array index|invalid (?:date|datetime|timestamp|time|interval|numeric|bignumeric|json|value)\b|required (?:field|column) \S+ cannot be null|out of range|scalar subquery produced more than one)') then 'data_quality'
                when regexp_contains(said, r'(?m)^\s*(?:syntax error|no matching signature|(?:column name \S* ?is )?ambiguous|function not found|type not found|select list expression references|(?:un)?expected |too (?:many|few) arguments|number of arguments|too many partitions|duplicate column name|aggregat\w+ function|grouping by|table (?:name )?\S* ?must be qualified|unclosed|operands of|value of type|queries in |(?:\S+ )?is undefined|invalidquery)') then 'sql'
                when regexp_contains(said, r'(?m)^\s*(?:not found: (?:table|dataset|project|model|routine|view|function|location)|(?:table|dataset|model|view|routine) \S+ (?:was )?not found|\S+ \S+ depends on an? \w+ named[^\n]* which was not found)') then 'missing_relation'
                when regexp_contains(said, r'(?m)^\s*(?:access denied|permissions? (?:\S+ )?denied|unauthenticated|unauthorized|(?:the )?(?:user|caller|account)\b.* does not have|login required|request had (?:insufficient|invalid) authentication|request is missing required authentication|invalid_grant|invalid_client|invalid jwt|reauthentication is needed|your default credentials|(?:\S+ ){0,4}credentials were not found|could not automatically determine credentials|reason: (?:forbidden|unauthorized)\b|an error occurred \((?:accessdenied|unauthorized|expiredtoken)\w*\))') then 'auth'
                when regexp_contains(said, r'(?m)^\s*(?:(?:custom )?quota exceeded|(?:job )?exceeded (?:rate limits|quota)|rate ?limit ?exceeded|could not serialize access|query exceeded (?:limit for bytes billed|resource limits)|resources exceeded during query execution: too many|too many (?:requests|dml|table|concurrent)|transaction is aborted due to concurrent)') then 'quota'
                when regexp_contains(said, r'(?m)^\s*(?:resources exceeded|out of memory|(?:\S+ ){1,8}was terminated by signal 9\b|detected run worker status \w+: [^\n]*(?:oomkilled|outofmemory|exit ?code:? 137\b)|the query could not be executed in the allotted memory)') then 'out_of_memory'
                when regexp_contains(said, r'(?m)^\s*(?:(?:the )?(?:\w+ ){0,2}timed out|user code server request timed out|exceeded maximum runtime of|operation did not complete within|timeout of [\d.]+ ?s|deadline (?:of \S+ )?exceeded|gateway time-?out|(?:query|job) exceeded (?:the )?maximum execution time|https?connectionpool\([^)\n]*\): read timed out)') then 'timeout'
                when regexp_contains(said, r'(?m)^\s*(?:connection (?:was )?(?:reset|refused|aborted|closed|broken|error)|broken pipe|max retries exceeded|https?connectionpool\(|remote end closed|server disconnected|\[errno -?\d+\]|failed to resolve|temporary failure in name resolution|name or service not known|(?:the )?service (?:is )?(?:currently )?unavailable|bad gateway|backend ?error|(?:an )?internal (?:server )?error|error encountered during execution\. retrying)') then 'network'
                when regexp_contains(words, r'(?m)^\s*(?:[\w.]+: )?40[13] (?:get|post|put|patch|delete|head) \S|\bhttp(?:/[\d.]+)?(?: status)?(?: error)?(?: code)?:? 40[13]\b|^\s*(?:[\w.]+: )*(?:googleapi: )?error 40[13]:') then 'auth'
                when regexp_contains(words, r'(?m)^\s*(?:[\w.]+: )?429 (?:get|post|put|patch|delete|head) \S|\bhttp(?:/[\d.]+)?(?: status)?(?: error)?(?: code)?:? 429\b|^\s*(?:[\w.]+: )*(?:googleapi: )?error 429:') then 'quota'
                when regexp_contains(words, r'(?m)^\s*(?:[\w.]+: )?504 (?:get|post|put|patch|delete|head) \S|\bhttp(?:/[\d.]+)?(?: status)?(?: error)?(?: code)?:? 504\b|^\s*(?:[\w.]+: )*(?:googleapi: )?error 504:|^\s*(?:[\w.]*\.)?(?:(?:read|connect)?timeout(?:error)?)(?::|\(|$)') then 'timeout'
                when regexp_contains(words, r'(?m)^\s*(?:[\w.]+: )?50[023] (?:get|post|put|patch|delete|head) \S|\bhttp(?:/[\d.]+)?(?: status)?(?: error)?(?: code)?:? 50[023]\b|^\s*(?:[\w.]+: )*(?:googleapi: )?error 50[023]:|^\s*(?:[\w.]*\.)?(?:(?:connection(?:reset|refused|aborted)?|newconnection|protocol|brokenpipe|ssl|transport)error|remotedisconnected)(?::|\(|$)') then 'network'
                when regexp_contains(words, r'(?m)^\s*(?:[\w.]*\.)?(?:memoryerror)(?::|\(|$)') then 'out_of_memory'
                when regexp_contains(message, r'^\s*Compilation Error\b') then 'sql'
                else 'unknown'
            end
        from unnest([regexp_replace(lower(message), r'(?m)^\s*(?:database|runtime|compilation|parsing|dependency|internal) error(?: in [^\n]*)?$|^\s*(?:compiled code at|> in|> called by)[^\n]*$|\s*(?:at )?\[[^\[\]:\n]*:\d+\]|(?:^|[^\n(])\x22[^\x22\n]*\x22|(?:^|[^\n(])`[^`\n]*`|(?:^|[^\w\n(])\x27[^\x27\n]*\x27', '')]) as words
        cross join unnest([regexp_replace(words, r'(?m)^\s*(?:\([\x22\x27])?(?:[\w.]*(?:error|exception|badrequest|forbidden|notfound|conflict|unauthorized|unauthenticated|toomanyrequests|serviceunavailable|internalservererror|badgateway|gatewaytimeout|deadlineexceeded): |\d{3} (?:(?:get|post|put|patch|delete|head) \S+ )?|googleapi: error \d{3}: |caused by:? |query error: |bigquery (?:execution |adapter )?(?:failed|error)[.:]? )*', '')]) as said
    )
        end as error_class,
        case
            when outcome = 'good' then null
            when fail_calc is not null and failures is not null
                then concat(fail_calc, ' is ', cast(failures as string))
            when test_type = 'unit' then substr(trim(regexp_replace(message, r'\s+', ' ')), 1, 300)
            else substr(
        regexp_extract(
            regexp_replace(
                message, r'^\s*[A-Za-z]+ [Ee]rror( in [^\n]*)?\r?\n', ''
            ),
            r'^\s*([^\r\n]*[^\s])'
        ),
        1, 300
    )
        end as message,
        if(fail_calc is null, failures, null) as failure_count,
        alerts as alerts,
        depends_on as depends_on,
        to_json(struct(
            unique_id as unique_id,
            run_key as run_key,
            git_sha as git_sha,
            test_kwargs as test_kwargs
        )) as details,
from worded
),

looked_at_nodes as (
    with node_results as (
    select * from {ledger}.`dbt_node_results`
    where recorded_at > timestamp_sub(timestamp_trunc(current_timestamp(), day), interval 30 day) and recorded_at <= current_timestamp()
    qualify row_number() over (partition by row_id order by recorded_at) = 1
),

named as (
    select
        *,
        coalesce(regexp_extract(unique_id, r'^model\.[^.]+\.([^.]+\.v[^.]+)$'), name) as asset_words,
        case
        when status in ('pass', 'success') then 'good'
        when status in ('skipped', 'no-op', 'reused') then null
        else 'bad'
    end as outcome,
    from node_results
)

select
        to_hex(md5(concat('node', '\n', row_id))) as event_id,
        environment as environment,
        'node' as kind,
        concat(coalesce(project_name, ''), '/', coalesce(relation_name, ''), '/', unique_id) as subject_id,
        concat(resource_type, ' ', asset_words) as subject,
        outcome as outcome,
        least(
            occurred_at, coalesce(recorded_at, occurred_at)
        ) as observed_at,
        recorded_at as known_at,
        case
            when case
        when status in ('pass', 'success') then 'good'
        when status in ('skipped', 'no-op', 'reused') then null
        else 'bad'
    end = 'good' then null
            when json_value(alerts.severity) in ('critical', 'error', 'warn')
                then json_value(alerts.severity)
            when status = 'warn' then 'warn'
            when is_critical then 'critical'
            else 'error'
        end as severity,
        false as is_event,
        unique_id as asset_id,
        asset_words as asset_name,
        if(resource_type = 'operation', 'run', 'build') as check_name,
        cast(null as string) as column_name,
        invocation_id as run_id,
        is_critical as is_critical,
        owner as owner,
        tags as tags,
        runbook_url as runbook_url,
        if(outcome = 'bad', (
        select
            case
                when regexp_contains(said, r'(?m)^\s*(?:unrecognized name\b|name \S+ not found inside|query column \d+ has type|this model has an enforced contract|the source and target schemas on this|value has type \S+ which cannot be inserted|inserted row has wrong column count|provided schema does not match|field \S+ has changed (?:type|mode)|\S+ field \S+ is missing in new schema|(?:invalid )?schema update|cannot update (?:the )?schema|no such field|column \S+ (?:is )?not (?:present|found))') then 'schema_drift'
                when regexp_contains(said, r'(?m)^\s*(?:update/merge must match|bad \w+ value|(?:\w+ )?overflow\b|division by zero|could not (?:cast|parse|convert)|(?:failed to|cannot) parse|error while reading data|null value in|assertion failed|array index|invalid (?:date|datetime|timestamp|time|interval|numeric|bignumeric|json|value)\b|required (?:field|column) \S+ cannot be null|out of range|scalar subquery produced more than one)') then 'data_quality'
                when regexp_contains(said, r'(?m)^\s*(?:syntax error|no matching signature|(?:column name \S* ?is )?ambiguous|function not found|type not found|select list expression references|(?:un)?expected |too (?:many|few) arguments|number of arguments|too many partitions|duplicate column name|aggregat\w+ function|grouping by|table (?:name )?\S* ?must be qualified|unclosed|operands of|value of type|queries in |(?:\S+ )?is undefined|invalidquery)') then 'sql'
                when regexp_contains(said, r'(?m)^\s*(?:not found: (?:table|dataset|project|model|routine|view|function|location)|(?:table|dataset|model|view|routine) \S+ (?:was )?not found|\S+ \S+ depends on an? \w+ named[^\n]* which was not found)') then 'missing_relation'
                when regexp_contains(said, r'(?m)^\s*(?:access denied|permissions? (?:\S+ )?denied|unauthenticated|unauthorized|(?:the )?(?:user|caller|account)\b.* does not have|login required|request had (?:insufficient|invalid) authentication|request is missing required authentication|invalid_grant|invalid_client|invalid jwt|reauthentication is needed|your default credentials|(?:\S+ ){0,4}credentials were not found|could not automatically determine credentials|reason: (?:forbidden|unauthorized)\b|an error occurred \((?:accessdenied|unauthorized|expiredtoken)\w*\))') then 'auth'
                when regexp_contains(said, r'(?m)^\s*(?:(?:custom )?quota exceeded|(?:job )?exceeded (?:rate limits|quota)|rate ?limit ?exceeded|could not serialize access|query exceeded (?:limit for bytes billed|resource limits)|resources exceeded during query execution: too many|too many (?:requests|dml|table|concurrent)|transaction is aborted due to concurrent)') then 'quota'
                when regexp_contains(said, r'(?m)^\s*(?:resources exceeded|out of memory|(?:\S+ ){1,8}was terminated by signal 9\b|detected run worker status \w+: [^\n]*(?:oomkilled|outofmemory|exit ?code:? 137\b)|the query could not be executed in the allotted memory)') then 'out_of_memory'
                when regexp_contains(said, r'(?m)^\s*(?:(?:the )?(?:\w+ ){0,2}timed out|user code server request timed out|exceeded maximum runtime of|operation did not complete within|timeout of [\d.]+ ?s|deadline (?:of \S+ )?exceeded|gateway time-?out|(?:query|job) exceeded (?:the )?maximum execution time|https?connectionpool\([^)\n]*\): read timed out)') then 'timeout'
                when regexp_contains(said, r'(?m)^\s*(?:connection (?:was )?(?:reset|refused|aborted|closed|broken|error)|broken pipe|max retries exceeded|https?connectionpool\(|remote end closed|server disconnected|\[errno -?\d+\]|failed to resolve|temporary failure in name resolution|name or service not known|(?:the )?service (?:is )?(?:currently )?unavailable|bad gateway|backend ?error|(?:an )?internal (?:server )?error|error encountered during execution\. retrying)') then 'network'
                when regexp_contains(words, r'(?m)^\s*(?:[\w.]+: )?40[13] (?:get|post|put|patch|delete|head) \S|\bhttp(?:/[\d.]+)?(?: status)?(?: error)?(?: code)?:? 40[13]\b|^\s*(?:[\w.]+: )*(?:googleapi: )?error 40[13]:') then 'auth'
                when regexp_contains(words, r'(?m)^\s*(?:[\w.]+: )?429 (?:get|post|put|patch|delete|head) \S|\bhttp(?:/[\d.]+)?(?: status)?(?: error)?(?: code)?:? 429\b|^\s*(?:[\w.]+: )*(?:googleapi: )?error 429:') then 'quota'
                when regexp_contains(words, r'(?m)^\s*(?:[\w.]+: )?504 (?:get|post|put|patch|delete|head) \S|\bhttp(?:/[\d.]+)?(?: status)?(?: error)?(?: code)?:? 504\b|^\s*(?:[\w.]+: )*(?:googleapi: )?error 504:|^\s*(?:[\w.]*\.)?(?:(?:read|connect)?timeout(?:error)?)(?::|\(|$)') then 'timeout'
                when regexp_contains(words, r'(?m)^\s*(?:[\w.]+: )?50[023] (?:get|post|put|patch|delete|head) \S|\bhttp(?:/[\d.]+)?(?: status)?(?: error)?(?: code)?:? 50[023]\b|^\s*(?:[\w.]+: )*(?:googleapi: )?error 50[023]:|^\s*(?:[\w.]*\.)?(?:(?:connection(?:reset|refused|aborted)?|newconnection|protocol|brokenpipe|ssl|transport)error|remotedisconnected)(?::|\(|$)') then 'network'
                when regexp_contains(words, r'(?m)^\s*(?:[\w.]*\.)?(?:memoryerror)(?::|\(|$)') then 'out_of_memory'
                when regexp_contains(message, r'^\s*Compilation Error\b') then 'sql'
                else 'unknown'
            end
        from unnest([regexp_replace(lower(message), r'(?m)^\s*(?:database|runtime|compilation|parsing|dependency|internal) error(?: in [^\n]*)?$|^\s*(?:compiled code at|> in|> called by)[^\n]*$|\s*(?:at )?\[[^\[\]:\n]*:\d+\]|(?:^|[^\n(])\x22[^\x22\n]*\x22|(?:^|[^\n(])`[^`\n]*`|(?:^|[^\w\n(])\x27[^\x27\n]*\x27', '')]) as words
        cross join unnest([regexp_replace(words, r'(?m)^\s*(?:\([\x22\x27])?(?:[\w.]*(?:error|exception|badrequest|forbidden|notfound|conflict|unauthorized|unauthenticated|toomanyrequests|serviceunavailable|internalservererror|badgateway|gatewaytimeout|deadlineexceeded): |\d{3} (?:(?:get|post|put|patch|delete|head) \S+ )?|googleapi: error \d{3}: |caused by:? |query error: |bigquery (?:execution |adapter )?(?:failed|error)[.:]? )*', '')]) as said
    ), null) as error_class,
        if(outcome = 'bad', substr(
        regexp_extract(
            regexp_replace(
                message, r'^\s*[A-Za-z]+ [Ee]rror( in [^\n]*)?\r?\n', ''
            ),
            r'^\s*([^\r\n]*[^\s])'
        ),
        1, 300
    ), null) as message,
        cast(null as int64) as failure_count,
        alerts as alerts,
        depends_on as depends_on,
        to_json(struct(
            unique_id as unique_id,
            run_key as run_key,
            git_sha as git_sha,
            code_checksum as code_checksum,
            rows_affected as rows_affected,
            execution_seconds as execution_seconds,
            bytes_billed as bytes_billed
        )) as details,
from named
where outcome is not null
),

looked_at_freshness as (
    with source_freshness as (
    select * from {ledger}.`dbt_source_freshness`
    where recorded_at > timestamp_sub(timestamp_trunc(current_timestamp(), day), interval 30 day) and recorded_at <= current_timestamp()
    qualify row_number() over (partition by row_id order by recorded_at) = 1
),

named as (
    select
        *,
        concat(source_name, '.', table_name) as asset_words,
        case
        when status in ('pass', 'success') then 'good'
        when status in ('skipped', 'no-op', 'reused') then null
        else 'bad'
    end as outcome,
        if(
            message is null and status in ('warn', 'error'),
            concat(
                'newest row is ', case
        when age_seconds < 2 * 3600
            then concat(cast(div(cast(floor(age_seconds) as int64), 60) as string), ' min')
        when age_seconds < 2 * 86400
            then concat(cast(div(cast(floor(age_seconds) as int64), 3600) as string), ' h')
        else concat(cast(div(cast(floor(age_seconds) as int64), 86400) as string), ' days')
    end, ' old, limit ',
                case
        when if(status = 'warn', warn_after_seconds, error_after_seconds) < 2 * 3600
            then concat(cast(div(cast(floor(if(status = 'warn', warn_after_seconds, error_after_seconds)) as int64), 60) as string), ' min')
        when if(status = 'warn', warn_after_seconds, error_after_seconds) < 2 * 86400
            then concat(cast(div(cast(floor(if(status = 'warn', warn_after_seconds, error_after_seconds)) as int64), 3600) as string), ' h')
        else concat(cast(div(cast(floor(if(status = 'warn', warn_after_seconds, error_after_seconds)) as int64), 86400) as string), ' days')
    end
            ),
            substr(
        regexp_extract(
            regexp_replace(
                message, r'^\s*[A-Za-z]+ [Ee]rror( in [^\n]*)?\r?\n', ''
            ),
            r'^\s*([^\r\n]*[^\s])'
        ),
        1, 300
    )
        ) as words,
    from source_freshness
)

select
        to_hex(md5(concat('freshness', '\n', row_id))) as event_id,
        environment as environment,
        'freshness' as kind,
        concat(coalesce(project_name, ''), '/', coalesce(relation_name, ''), '/', unique_id) as subject_id,
        concat('freshness of ', asset_words) as subject,
        outcome as outcome,
        least(
            occurred_at, coalesce(recorded_at, occurred_at)
        ) as observed_at,
        recorded_at as known_at,
        case
            when case
        when status in ('pass', 'success') then 'good'
        when status in ('skipped', 'no-op', 'reused') then null
        else 'bad'
    end = 'good' then null
            when json_value(alerts.severity) in ('critical', 'error', 'warn')
                then json_value(alerts.severity)
            when status = 'warn' then 'warn'
            when is_critical then 'critical'
            else 'error'
        end as severity,
        false as is_event,
        unique_id as asset_id,
        asset_words as asset_name,
        'freshness' as check_name,
        cast(null as string) as column_name,
        invocation_id as run_id,
        is_critical as is_critical,
        owner as owner,
        tags as tags,
        runbook_url as runbook_url,
        case
            when outcome = 'good' then null
            when status in ('warn', 'error') and message is null then 'data_quality'
            else (
        select
            case
                when regexp_contains(said, r'(?m)^\s*(?:unrecognized name\b|name \S+ not found inside|query column \d+ has type|this model has an enforced contract|the source and target schemas on this|value has type \S+ which cannot be inserted|inserted row has wrong column count|provided schema does not match|field \S+ has changed (?:type|mode)|\S+ field \S+ is missing in new schema|(?:invalid )?schema update|cannot update (?:the )?schema|no such field|column \S+ (?:is )?not (?:present|found))') then 'schema_drift'
                when regexp_contains(said, r'(?m)^\s*(?:update/merge must match|bad \w+ value|(?:\w+ )?overflow\b|division by zero|could not (?:cast|parse|convert)|(?:failed to|cannot) parse|error while reading data|null value in|assertion failed|array index|invalid (?:date|datetime|timestamp|time|interval|numeric|bignumeric|json|value)\b|required (?:field|column) \S+ cannot be null|out of range|scalar subquery produced more than one)') then 'data_quality'
                when regexp_contains(said, r'(?m)^\s*(?:syntax error|no matching signature|(?:column name \S* ?is )?ambiguous|function not found|type not found|select list expression references|(?:un)?expected |too (?:many|few) arguments|number of arguments|too many partitions|duplicate column name|aggregat\w+ function|grouping by|table (?:name )?\S* ?must be qualified|unclosed|operands of|value of type|queries in |(?:\S+ )?is undefined|invalidquery)') then 'sql'
                when regexp_contains(said, r'(?m)^\s*(?:not found: (?:table|dataset|project|model|routine|view|function|location)|(?:table|dataset|model|view|routine) \S+ (?:was )?not found|\S+ \S+ depends on an? \w+ named[^\n]* which was not found)') then 'missing_relation'
                when regexp_contains(said, r'(?m)^\s*(?:access denied|permissions? (?:\S+ )?denied|unauthenticated|unauthorized|(?:the )?(?:user|caller|account)\b.* does not have|login required|request had (?:insufficient|invalid) authentication|request is missing required authentication|invalid_grant|invalid_client|invalid jwt|reauthentication is needed|your default credentials|(?:\S+ ){0,4}credentials were not found|could not automatically determine credentials|reason: (?:forbidden|unauthorized)\b|an error occurred \((?:accessdenied|unauthorized|expiredtoken)\w*\))') then 'auth'
                when regexp_contains(said, r'(?m)^\s*(?:(?:custom )?quota exceeded|(?:job )?exceeded (?:rate limits|quota)|rate ?limit ?exceeded|could not serialize access|query exceeded (?:limit for bytes billed|resource limits)|resources exceeded during query execution: too many|too many (?:requests|dml|table|concurrent)|transaction is aborted due to concurrent)') then 'quota'
                when regexp_contains(said, r'(?m)^\s*(?:resources exceeded|out of memory|(?:\S+ ){1,8}was terminated by signal 9\b|detected run worker status \w+: [^\n]*(?:oomkilled|outofmemory|exit ?code:? 137\b)|the query could not be executed in the allotted memory)') then 'out_of_memory'
                when regexp_contains(said, r'(?m)^\s*(?:(?:the )?(?:\w+ ){0,2}timed out|user code server request timed out|exceeded maximum runtime of|operation did not complete within|timeout of [\d.]+ ?s|deadline (?:of \S+ )?exceeded|gateway time-?out|(?:query|job) exceeded (?:the )?maximum execution time|https?connectionpool\([^)\n]*\): read timed out)') then 'timeout'
                when regexp_contains(said, r'(?m)^\s*(?:connection (?:was )?(?:reset|refused|aborted|closed|broken|error)|broken pipe|max retries exceeded|https?connectionpool\(|remote end closed|server disconnected|\[errno -?\d+\]|failed to resolve|temporary failure in name resolution|name or service not known|(?:the )?service (?:is )?(?:currently )?unavailable|bad gateway|backend ?error|(?:an )?internal (?:server )?error|error encountered during execution\. retrying)') then 'network'
                when regexp_contains(words, r'(?m)^\s*(?:[\w.]+: )?40[13] (?:get|post|put|patch|delete|head) \S|\bhttp(?:/[\d.]+)?(?: status)?(?: error)?(?: code)?:? 40[13]\b|^\s*(?:[\w.]+: )*(?:googleapi: )?error 40[13]:') then 'auth'
                when regexp_contains(words, r'(?m)^\s*(?:[\w.]+: )?429 (?:get|post|put|patch|delete|head) \S|\bhttp(?:/[\d.]+)?(?: status)?(?: error)?(?: code)?:? 429\b|^\s*(?:[\w.]+: )*(?:googleapi: )?error 429:') then 'quota'
                when regexp_contains(words, r'(?m)^\s*(?:[\w.]+: )?504 (?:get|post|put|patch|delete|head) \S|\bhttp(?:/[\d.]+)?(?: status)?(?: error)?(?: code)?:? 504\b|^\s*(?:[\w.]+: )*(?:googleapi: )?error 504:|^\s*(?:[\w.]*\.)?(?:(?:read|connect)?timeout(?:error)?)(?::|\(|$)') then 'timeout'
                when regexp_contains(words, r'(?m)^\s*(?:[\w.]+: )?50[023] (?:get|post|put|patch|delete|head) \S|\bhttp(?:/[\d.]+)?(?: status)?(?: error)?(?: code)?:? 50[023]\b|^\s*(?:[\w.]+: )*(?:googleapi: )?error 50[023]:|^\s*(?:[\w.]*\.)?(?:(?:connection(?:reset|refused|aborted)?|newconnection|protocol|brokenpipe|ssl|transport)error|remotedisconnected)(?::|\(|$)') then 'network'
                when regexp_contains(words, r'(?m)^\s*(?:[\w.]*\.)?(?:memoryerror)(?::|\(|$)') then 'out_of_memory'
                when regexp_contains(message, r'^\s*Compilation Error\b') then 'sql'
                else 'unknown'
            end
        from unnest([regexp_replace(lower(message), r'(?m)^\s*(?:database|runtime|compilation|parsing|dependency|internal) error(?: in [^\n]*)?$|^\s*(?:compiled code at|> in|> called by)[^\n]*$|\s*(?:at )?\[[^\[\]:\n]*:\d+\]|(?:^|[^\n(])\x22[^\x22\n]*\x22|(?:^|[^\n(])`[^`\n]*`|(?:^|[^\w\n(])\x27[^\x27\n]*\x27', '')]) as words
        cross join unnest([regexp_replace(words, r'(?m)^\s*(?:\([\x22\x27])?(?:[\w.]*(?:error|exception|badrequest|forbidden|notfound|conflict|unauthorized|unauthenticated|toomanyrequests|serviceunavailable|internalservererror|badgateway|gatewaytimeout|deadlineexceeded): |\d{3} (?:(?:get|post|put|patch|delete|head) \S+ )?|googleapi: error \d{3}: |caused by:? |query error: |bigquery (?:execution |adapter )?(?:failed|error)[.:]? )*', '')]) as said
    )
        end as error_class,
        if(outcome = 'bad', words, null) as message,
        cast(null as int64) as failure_count,
        alerts as alerts,
        cast([] as array<string>) as depends_on,
        to_json(struct(
            unique_id as unique_id,
            run_key as run_key,
            git_sha as git_sha,
            max_loaded_at as max_loaded_at,
            age_seconds as age_seconds
        )) as details,
from named
where outcome is not null
),

looked_at_results as (
    select * from looked_at_tests
    union all
    select * from looked_at_nodes
    union all
    select * from looked_at_freshness

),

skipped_tests as (
    select * from {ledger}.`dbt_test_results`
    where recorded_at >= timestamp_sub(timestamp_trunc(current_timestamp(), day), interval 30 day)
    qualify row_number() over (partition by row_id order by recorded_at) = 1
),

skipped_nodes as (
    select * from {ledger}.`dbt_node_results`
    where recorded_at >= timestamp_sub(timestamp_trunc(current_timestamp(), day), interval 30 day)
    qualify row_number() over (partition by row_id order by recorded_at) = 1
),

dbt_results as (
    select
        run_id as invocation_id,
        kind,
        subject,
        subject_id,
        asset_id,
        outcome,
        severity,
        error_class,
        message,
        failure_count,
        owner,
        runbook_url,
        column_name,
        cast(json_value(details.rows_affected) as int64) as rows_affected,
        cast(json_value(details.bytes_billed) as int64) as bytes_billed,
        cast([] as array<string>) as reads,
    from looked_at_results
    union all
    select
        invocation_id, 'test', test_name, unique_id, asset_id, cast(null as string),
        cast(null as string), cast(null as string), substr(
        regexp_extract(
            regexp_replace(
                message, r'^\s*[A-Za-z]+ [Ee]rror( in [^\n]*)?\r?\n', ''
            ),
            r'^\s*([^\r\n]*[^\s])'
        ),
        1, 300
    ),
        cast(null as int64), owner, runbook_url, column_name,
        cast(null as int64), cast(null as int64), array_concat(depends_on, [unique_id]),
    from skipped_tests
    where case
        when status in ('pass', 'success') then 'good'
        when status in ('skipped', 'no-op', 'reused') then null
        else 'bad'
    end is null
    union all
    select
        invocation_id, 'node', concat(resource_type, ' ', name), unique_id, unique_id,
        cast(null as string), cast(null as string), cast(null as string),
        substr(
        regexp_extract(
            regexp_replace(
                message, r'^\s*[A-Za-z]+ [Ee]rror( in [^\n]*)?\r?\n', ''
            ),
            r'^\s*([^\r\n]*[^\s])'
        ),
        1, 300
    ), cast(null as int64), owner, runbook_url,
        cast(null as string), cast(null as int64), cast(null as int64),
        array_concat(depends_on, [unique_id]),
    from skipped_nodes
    where case
        when status in ('pass', 'success') then 'good'
        when status in ('skipped', 'no-op', 'reused') then null
        else 'bad'
    end is null
),

named_results as (
    select
        *,
        if(
            outcome = 'bad',
            concat(
                if(severity = 'error', '', concat(severity, ': ')),
                subject,
                case
                    when failure_count = 1 then ' (1 failure)'
                    when failure_count is not null
                        then concat(' (', cast(failure_count as string), ' failures)')
                    when error_class != 'data_quality' then concat(' (', error_class, ')')
                    else ''
                end
            ),
            null
        ) as failure_name,
        row_number() over (
            partition by invocation_id
            order by
                if(outcome = 'bad', 0, 1),
                case severity when 'critical' then 1 when 'error' then 2 when 'info' then 4 else 3 end, subject, subject_id
        ) as reading_position,
    from dbt_results
),

counts as (
    select
        invocation_id,
        sum(if(kind = 'node' and outcome = 'good', 1, 0)) as model_ok_count,
        sum(if(kind = 'node' and severity in ('critical', 'error'), 1, 0))
            as model_failed_count,
        sum(if(kind = 'node' and outcome is null, 1, 0)) as model_skipped_count,
        sum(if(kind = 'test' and outcome = 'good', 1, 0)) as test_ok_count,
        sum(if(kind = 'test' and severity in ('critical', 'error'), 1, 0))
            as test_failed_count,
        sum(if(kind = 'test' and severity = 'warn', 1, 0)) as test_warned_count,
        sum(if(kind = 'test' and outcome is null, 1, 0)) as test_skipped_count,
        sum(rows_affected) as rows_affected,
        sum(bytes_billed) as bytes_billed,
        concat(
        string_agg(if(reading_position <= 5, failure_name, null), ', ' order by reading_position),
        if(
            count(failure_name) > 5,
            concat(' +', cast(count(failure_name) - 5 as string), ' more'),
            ''
        )
    ) as what_failed,
        min(if(outcome is null, message, null)) as skip_message,
    from named_results
    group by invocation_id
),

-- what a skipped node reads, and itself: a failing unit test skips the very model it tests
blocking_assets as (
    select distinct invocation_id, blocking_id
    from dbt_results
    cross join unnest(reads) as blocking_id
    where outcome is null
),

causes as (
    select
        named_results.invocation_id,
        named_results.subject,
        row_number() over (
            partition by named_results.invocation_id order by named_results.reading_position
        ) as reading_position,
    from named_results
    inner join blocking_assets
        on
            named_results.invocation_id = blocking_assets.invocation_id
            and named_results.asset_id = blocking_assets.blocking_id
    where named_results.severity in ('critical', 'error')
),

cause_lists as (
    select
        invocation_id,
        concat(
        string_agg(if(reading_position <= 5, subject, null), ', ' order by reading_position),
        if(
            count(subject) > 5,
            concat(' +', cast(count(subject) - 5 as string), ' more'),
            ''
        )
    ) as cause_list,
    from causes
    group by invocation_id
)

select
    dbt_runs.started_at,
    dbt_runs.status,
    dbt_runs.command_line,
    dbt_runs.duration_seconds,
    dbt_runs.usual_duration_seconds,
    coalesce(
        safe_divide(dbt_runs.duration_seconds, dbt_runs.usual_duration_seconds)
        >= 2,
        false
    ) as is_slow,
    counts.what_failed,
    coalesce(cause_lists.cause_list, counts.skip_message) as skipped_because,
    coalesce(counts.model_ok_count, 0) as model_ok_count,
    coalesce(counts.model_failed_count, 0) as model_failed_count,
    coalesce(counts.model_skipped_count, 0) as model_skipped_count,
    coalesce(counts.test_ok_count, 0) as test_ok_count,
    coalesce(counts.test_failed_count, 0) as test_failed_count,
    coalesce(counts.test_warned_count, 0) as test_warned_count,
    coalesce(counts.test_skipped_count, 0) as test_skipped_count,
    dbt_runs.missing_result_count,
    counts.rows_affected,
    counts.bytes_billed,
    dbt_runs.target_name,
    dbt_runs.environment,
    dbt_runs.invoked_by,
    dbt_runs.git_sha,
    dbt_runs.run_url,
    dbt_runs.invocation_id,
    dbt_runs.run_id,
from dbt_runs
left join counts on dbt_runs.invocation_id = counts.invocation_id
left join cause_lists on dbt_runs.invocation_id = cause_lists.invocation_id
-- nightledger: creation create vw_quality_report
create or replace view {ledger}.`vw_quality_report` (
    started_at options(description='When it started (UTC).'),
    command_line options(description='The command line as typed, secrets redacted; `dbt` and the command where the engine does not tell.'),
    status options(description='As in `vw_run_summary`: a command whose model broke has `failed`, whatever its checks say.'),
    pass_rate_pct options(description='Checks that passed, in percent (0 to 100) of those that were not skipped; a warning is no pass. Null: nothing was checked.'),
    check_count options(description='Tests and freshness checks of the command.'),
    passed_count options(description='Checks that passed.'),
    warned_count options(description='Checks that warned.'),
    failed_count options(description='Checks that ran and failed.'),
    errored_count options(description='Checks that could not be made: their query failed.'),
    skipped_count options(description='Checks that were skipped.'),
    failures options(description='One line per check and node that failed or warned, the critical ones first: severity, subject, message, offending values. Null: none did.'),
    report options(description='The whole report: ids, status, counts, pass rate, and an array `failures` with severity, kind, subject, error_class, message, failure_count, offending_values, owner and runbook_url.'),
    environment options(description='Environment it belongs to: the var `environment`, or the dbt target\'s name; of Dagster and dlt, what the project said.'),
    invocation_id options(description='dbt\'s id of the command.'),
    run_id options(description='Pipeline run it happened in; a dbt command that was started on its own is its own run. Null: none.')
)
options(description='How good were the data in this run? One row per dbt command that is over: what its tests and freshness checks found and what broke, for people and as one JSON document.')
as
with -- both events carry the same text, so max only picks the one that is there
dbt_commands as (
    select
        environment,
        invocation_id,
        max(coalesce(pipeline_run_id, dagster_run_id, invocation_id)) as run_id,
        max(dagster_run_id) as dagster_run_id,
        max(command) as command,
        max(
            if(
            strpos(concat(' ', coalesce(invocation_command, ''), ' '), concat(' ', command, ' ')) > 0,
            invocation_command,
            concat('dbt ', coalesce(regexp_extract(run_key, r'^[^/]*/[^/]*/(.*)$'), command))
        )
        ) as command_line,
        max(run_key) as run_key,
        max(target_name) as target_name,
        max(invoked_by) as invoked_by,
        max(git_sha) as git_sha,
        max(run_url) as run_url,
        min(if(event = 'started', occurred_at, null)) as start_recorded_at,
        min(if(event = 'finished', occurred_at, null)) as finished_at,
        max(result_count) as announced_result_count,
    from {ledger}.`dbt_invocations`
    where recorded_at >= timestamp_sub(timestamp_trunc(current_timestamp(), day), interval 30 day)
    group by environment, invocation_id
),

all_statuses as (
    select distinct invocation_id, row_id, status
    from {ledger}.`dbt_test_results`
    where recorded_at >= timestamp_sub(timestamp_trunc(current_timestamp(), day), interval 30 day)
    union all
    select distinct invocation_id, row_id, status
    from {ledger}.`dbt_node_results`
    where recorded_at >= timestamp_sub(timestamp_trunc(current_timestamp(), day), interval 30 day)
    union all
    select distinct invocation_id, row_id, status
    from {ledger}.`dbt_source_freshness`
    where recorded_at >= timestamp_sub(timestamp_trunc(current_timestamp(), day), interval 30 day)

),

result_counts as (
    select
        invocation_id,
        count(*) as result_count,
        sum(if(case
        when status in ('pass', 'success') then 'good'
        when status in ('skipped', 'no-op', 'reused') then null
        else 'bad'
    end = 'bad' and status != 'warn', 1, 0))
            as failed_count,
        sum(if(status = 'warn', 1, 0)) as warned_count,
    from all_statuses
    group by invocation_id
),

given_up as (
    select run_id as invocation_id, min(observed_at) as vanished_at
    from {ledger}.`problem_events`
    where
        recorded_at >= timestamp_sub(timestamp_trunc(current_timestamp(), day), interval 30 day)
        and kind = 'run'
        and outcome = 'bad'
    group by run_id
),

-- what was learned on an earlier day, the last one there is, as the look has it
usual_durations as (
    select
        environment,
        subject,
        median,
        learned_on,
        lead(learned_on) over (partition by environment, subject order by learned_on)
            as next_learned_on,
    from {ledger}.`learned_usuals`
    where
        recorded_at >= timestamp_sub(timestamp_trunc(current_timestamp(), day), interval 30 day)
        and measure = 'duration_seconds'
        and starts_with(subject, 'dbt/')
        and coalesce(slot, '') = ''
    qualify
        row_number() over (
            partition by environment, subject, learned_on order by recorded_at
        ) = 1
),

timed_commands as (
    select
        dbt_commands.*,
        coalesce(dbt_commands.start_recorded_at, dbt_commands.finished_at) as started_at,
        round(timestamp_diff(dbt_commands.finished_at, dbt_commands.start_recorded_at, microsecond) / 1000000, 1) as duration_seconds,
        coalesce(result_counts.result_count, 0) as result_count,
        coalesce(result_counts.failed_count, 0) as failed_count,
        coalesce(result_counts.warned_count, 0) as warned_count,
        given_up.vanished_at,
    from dbt_commands
    left join result_counts on dbt_commands.invocation_id = result_counts.invocation_id
    left join given_up on dbt_commands.invocation_id = given_up.invocation_id
),

-- results of a run whose start is out of the window may be out of it too: not missed
dbt_runs as (
    select
        timed_commands.*,
        round(usual_durations.median, 1) as usual_duration_seconds,
        if(
            timed_commands.start_recorded_at is null,
            null,
            greatest(timed_commands.announced_result_count - timed_commands.result_count, 0)
        ) as missing_result_count,
        case
            when finished_at is null and vanished_at is not null then 'vanished'
            when finished_at is null then 'running'
            when failed_count > 0 then 'failed'
            when start_recorded_at is not null and announced_result_count > result_count
                then 'incomplete'
            when warned_count > 0 then 'warned'
            else 'succeeded'
        end as status,
    from timed_commands
    left join usual_durations
        on
            timed_commands.environment = usual_durations.environment
            and concat('dbt/', timed_commands.run_key) = usual_durations.subject
            and date(timed_commands.started_at) > usual_durations.learned_on
            and coalesce(date(timed_commands.started_at) <= usual_durations.next_learned_on, true)
),


looked_at_tests as (
    with test_results as (
    select * from {ledger}.`dbt_test_results`
    where recorded_at > timestamp_sub(timestamp_trunc(current_timestamp(), day), interval 30 day) and recorded_at <= current_timestamp()
    qualify row_number() over (partition by row_id order by recorded_at) = 1
),

named as (
    select
        *,
        coalesce(regexp_extract(asset_id, r'^model\.[^.]+\.([^.]+\.v[^.]+)$'), asset_name) as asset_words,
        case
        when status in ('pass', 'success') then 'good'
        when status in ('skipped', 'no-op', 'reused') then null
        else 'bad'
    end as outcome,
    from test_results
),

worded as (
    select
        *,
        if(
            test_type = 'generic' and not coalesce(
                starts_with(regexp_extract(unique_id, r'^test\.[^.]+\.(.*)\.[0-9a-f]+$'), concat(
                replace(
                    if(
                        starts_with(asset_id, 'source.'),
                        regexp_replace(test_name, r'([^.]+)$', r'source_\1'),
                        test_name
                    ),
                    '.', '_'
                ),
                '_', replace(asset_words, '.', '_'), '_'
            ))
                and (
                    test_kwargs is not null
                    or ends_with(
                        regexp_extract(unique_id, r'^test\.[^.]+\.(.*)\.[0-9a-f]+$'),
                        concat('_', regexp_replace(coalesce(column_name, ''), r'[^0-9a-zA-Z_]+', '_'))
                    )
                ),
                false
            ),
            regexp_extract(unique_id, r'^test\.[^.]+\.(.*)\.[0-9a-f]+$'),
            null
        ) as own_name,
        if(test_kwargs is null, null, trim(substr(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(to_json_string(test_kwargs), r'(?:ref|source)\([^)]*\x27([^\x27)]*)\x27\)', r'\1'), r'"(?:expression|combination_of_columns|columns?|column_list|values|to)":', r''), r'[{}\[\]"]', r''), r',', r', '), r' +', r' '), 1, 80))) as arguments,
    from named
    where outcome is not null
)

select
        to_hex(md5(concat('test', '\n', row_id))) as event_id,
        environment as environment,
        'test' as kind,
        concat(coalesce(project_name, ''), '/', coalesce(asset_relation, ''), '/', unique_id) as subject_id,
        concat(
            coalesce(own_name, test_name),
            coalesce(concat(' on ', asset_words), ''),
            coalesce(concat('.', column_name), ''),
            if(own_name is null, coalesce(concat(' (', arguments, ')'), ''), '')
        ) as subject,
        outcome as outcome,
        least(
            occurred_at, coalesce(recorded_at, occurred_at)
        ) as observed_at,
        recorded_at as known_at,
        case
            when case
        when status in ('pass', 'success') then 'good'
        when status in ('skipped', 'no-op', 'reused') then null
        else 'bad'
    end = 'good' then null
            when json_value(alerts.severity) in ('critical', 'error', 'warn')
                then json_value(alerts.severity)
            when status = 'warn' then 'warn'
            when is_critical then 'critical'
            else 'error'
        end as severity,
        false as is_event,
        asset_id as asset_id,
        asset_words as asset_name,
        coalesce(own_name, test_name) as check_name,
        column_name as column_name,
        invocation_id as run_id,
        is_critical as is_critical,
        owner as owner,
        tags as tags,
        runbook_url as runbook_url,
        case
            when outcome = 'good' then null
            when status in ('fail', 'warn') then if(test_type = 'unit', 'sql', 'data_quality')
            else (
        select
            case
                when regexp_contains(said, r'(?m)^\s*(?:unrecognized name\b|name \S+ not found inside|query column \d+ has type|this model has an enforced contract|the source and target schemas on this|value has type \S+ which cannot be inserted|inserted row has wrong column count|provided schema does not match|field \S+ has changed (?:type|mode)|\S+ field \S+ is missing in new schema|(?:invalid )?schema update|cannot update (?:the )?schema|no such field|column \S+ (?:is )?not (?:present|found))') then 'schema_drift'
                when regexp_contains(said, r'(?m)^\s*(?:update/merge must match|bad \w+ value|(?:\w+ )?overflow\b|division by zero|could not (?:cast|parse|convert)|(?:failed to|cannot) parse|error while reading data|null value in|assertion failed|array index|invalid (?:date|datetime|timestamp|time|interval|numeric|bignumeric|json|value)\b|required (?:field|column) \S+ cannot be null|out of range|scalar subquery produced more than one)') then 'data_quality'
                when regexp_contains(said, r'(?m)^\s*(?:syntax error|no matching signature|(?:column name \S* ?is )?ambiguous|function not found|type not found|select list expression references|(?:un)?expected |too (?:many|few) arguments|number of arguments|too many partitions|duplicate column name|aggregat\w+ function|grouping by|table (?:name )?\S* ?must be qualified|unclosed|operands of|value of type|queries in |(?:\S+ )?is undefined|invalidquery)') then 'sql'
                when regexp_contains(said, r'(?m)^\s*(?:not found: (?:table|dataset|project|model|routine|view|function|location)|(?:table|dataset|model|view|routine) \S+ (?:was )?not found|\S+ \S+ depends on an? \w+ named[^\n]* which was not found)') then 'missing_relation'
                when regexp_contains(said, r'(?m)^\s*(?:access denied|permissions? (?:\S+ )?denied|unauthenticated|unauthorized|(?:the )?(?:user|caller|account)\b.* does not have|login required|request had (?:insufficient|invalid) authentication|request is missing required authentication|invalid_grant|invalid_client|invalid jwt|reauthentication is needed|your default credentials|(?:\S+ ){0,4}credentials were not found|could not automatically determine credentials|reason: (?:forbidden|unauthorized)\b|an error occurred \((?:accessdenied|unauthorized|expiredtoken)\w*\))') then 'auth'
                when regexp_contains(said, r'(?m)^\s*(?:(?:custom )?quota exceeded|(?:job )?exceeded (?:rate limits|quota)|rate ?limit ?exceeded|could not serialize access|query exceeded (?:limit for bytes billed|resource limits)|resources exceeded during query execution: too many|too many (?:requests|dml|table|concurrent)|transaction is aborted due to concurrent)') then 'quota'
                when regexp_contains(said, r'(?m)^\s*(?:resources exceeded|out of memory|(?:\S+ ){1,8}was terminated by signal 9\b|detected run worker status \w+: [^\n]*(?:oomkilled|outofmemory|exit ?code:? 137\b)|the query could not be executed in the allotted memory)') then 'out_of_memory'
                when regexp_contains(said, r'(?m)^\s*(?:(?:the )?(?:\w+ ){0,2}timed out|user code server request timed out|exceeded maximum runtime of|operation did not complete within|timeout of [\d.]+ ?s|deadline (?:of \S+ )?exceeded|gateway time-?out|(?:query|job) exceeded (?:the )?maximum execution time|https?connectionpool\([^)\n]*\): read timed out)') then 'timeout'
                when regexp_contains(said, r'(?m)^\s*(?:connection (?:was )?(?:reset|refused|aborted|closed|broken|error)|broken pipe|max retries exceeded|https?connectionpool\(|remote end closed|server disconnected|\[errno -?\d+\]|failed to resolve|temporary failure in name resolution|name or service not known|(?:the )?service (?:is )?(?:currently )?unavailable|bad gateway|backend ?error|(?:an )?internal (?:server )?error|error encountered during execution\. retrying)') then 'network'
                when regexp_contains(words, r'(?m)^\s*(?:[\w.]+: )?40[13] (?:get|post|put|patch|delete|head) \S|\bhttp(?:/[\d.]+)?(?: status)?(?: error)?(?: code)?:? 40[13]\b|^\s*(?:[\w.]+: )*(?:googleapi: )?error 40[13]:') then 'auth'
                when regexp_contains(words, r'(?m)^\s*(?:[\w.]+: )?429 (?:get|post|put|patch|delete|head) \S|\bhttp(?:/[\d.]+)?(?: status)?(?: error)?(?: code)?:? 429\b|^\s*(?:[\w.]+: )*(?:googleapi: )?error 429:') then 'quota'
                when regexp_contains(words, r'(?m)^\s*(?:[\w.]+: )?504 (?:get|post|put|patch|delete|head) \S|\bhttp(?:/[\d.]+)?(?: status)?(?: error)?(?: code)?:? 504\b|^\s*(?:[\w.]+: )*(?:googleapi: )?error 504:|^\s*(?:[\w.]*\.)?(?:(?:read|connect)?timeout(?:error)?)(?::|\(|$)') then 'timeout'
                when regexp_contains(words, r'(?m)^\s*(?:[\w.]+: )?50[023] (?:get|post|put|patch|delete|head) \S|\bhttp(?:/[\d.]+)?(?: status)?(?: error)?(?: code)?:? 50[023]\b|^\s*(?:[\w.]+: )*(?:googleapi: )?error 50[023]:|^\s*(?:[\w.]*\.)?(?:(?:connection(?:reset|refused|aborted)?|newconnection|protocol|brokenpipe|ssl|transport)error|remotedisconnected)(?::|\(|$)') then 'network'
                when regexp_contains(words, r'(?m)^\s*(?:[\w.]*\.)?(?:memoryerror)(?::|\(|$)') then 'out_of_memory'
                when regexp_contains(message, r'^\s*Compilation Error\b') then 'sql'
                else 'unknown'
            end
        from unnest([regexp_replace(lower(message), r'(?m)^\s*(?:database|runtime|compilation|parsing|dependency|internal) error(?: in [^\n]*)?$|^\s*(?:compiled code at|> in|> called by)[^\n]*$|\s*(?:at )?\[[^\[\]:\n]*:\d+\]|(?:^|[^\n(])\x22[^\x22\n]*\x22|(?:^|[^\n(])`[^`\n]*`|(?:^|[^\w\n(])\x27[^\x27\n]*\x27', '')]) as words
        cross join unnest([regexp_replace(words, r'(?m)^\s*(?:\([\x22\x27])?(?:[\w.]*(?:error|exception|badrequest|forbidden|notfound|conflict|unauthorized|unauthenticated|toomanyrequests|serviceunavailable|internalservererror|badgateway|gatewaytimeout|deadlineexceeded): |\d{3} (?:(?:get|post|put|patch|delete|head) \S+ )?|googleapi: error \d{3}: |caused by:? |query error: |bigquery (?:execution |adapter )?(?:failed|error)[.:]? )*', '')]) as said
    )
        end as error_class,
        case
            when outcome = 'good' then null
            when fail_calc is not null and failures is not null
                then concat(fail_calc, ' is ', cast(failures as string))
            when test_type = 'unit' then substr(trim(regexp_replace(message, r'\s+', ' ')), 1, 300)
            else substr(
        regexp_extract(
            regexp_replace(
                message, r'^\s*[A-Za-z]+ [Ee]rror( in [^\n]*)?\r?\n', ''
            ),
            r'^\s*([^\r\n]*[^\s])'
        ),
        1, 300
    )
        end as message,
        if(fail_calc is null, failures, null) as failure_count,
        alerts as alerts,
        depends_on as depends_on,
        to_json(struct(
            unique_id as unique_id,
            run_key as run_key,
            git_sha as git_sha,
            test_kwargs as test_kwargs
        )) as details,
from worded
),

looked_at_nodes as (
    with node_results as (
    select * from {ledger}.`dbt_node_results`
    where recorded_at > timestamp_sub(timestamp_trunc(current_timestamp(), day), interval 30 day) and recorded_at <= current_timestamp()
    qualify row_number() over (partition by row_id order by recorded_at) = 1
),

named as (
    select
        *,
        coalesce(regexp_extract(unique_id, r'^model\.[^.]+\.([^.]+\.v[^.]+)$'), name) as asset_words,
        case
        when status in ('pass', 'success') then 'good'
        when status in ('skipped', 'no-op', 'reused') then null
        else 'bad'
    end as outcome,
    from node_results
)

select
        to_hex(md5(concat('node', '\n', row_id))) as event_id,
        environment as environment,
        'node' as kind,
        concat(coalesce(project_name, ''), '/', coalesce(relation_name, ''), '/', unique_id) as subject_id,
        concat(resource_type, ' ', asset_words) as subject,
        outcome as outcome,
        least(
            occurred_at, coalesce(recorded_at, occurred_at)
        ) as observed_at,
        recorded_at as known_at,
        case
            when case
        when status in ('pass', 'success') then 'good'
        when status in ('skipped', 'no-op', 'reused') then null
        else 'bad'
    end = 'good' then null
            when json_value(alerts.severity) in ('critical', 'error', 'warn')
                then json_value(alerts.severity)
            when status = 'warn' then 'warn'
            when is_critical then 'critical'
            else 'error'
        end as severity,
        false as is_event,
        unique_id as asset_id,
        asset_words as asset_name,
        if(resource_type = 'operation', 'run', 'build') as check_name,
        cast(null as string) as column_name,
        invocation_id as run_id,
        is_critical as is_critical,
        owner as owner,
        tags as tags,
        runbook_url as runbook_url,
        if(outcome = 'bad', (
        select
            case
                when regexp_contains(said, r'(?m)^\s*(?:unrecognized name\b|name \S+ not found inside|query column \d+ has type|this model has an enforced contract|the source and target schemas on this|value has type \S+ which cannot be inserted|inserted row has wrong column count|provided schema does not match|field \S+ has changed (?:type|mode)|\S+ field \S+ is missing in new schema|(?:invalid )?schema update|cannot update (?:the )?schema|no such field|column \S+ (?:is )?not (?:present|found))') then 'schema_drift'
                when regexp_contains(said, r'(?m)^\s*(?:update/merge must match|bad \w+ value|(?:\w+ )?overflow\b|division by zero|could not (?:cast|parse|convert)|(?:failed to|cannot) parse|error while reading data|null value in|assertion failed|array index|invalid (?:date|datetime|timestamp|time|interval|numeric|bignumeric|json|value)\b|required (?:field|column) \S+ cannot be null|out of range|scalar subquery produced more than one)') then 'data_quality'
                when regexp_contains(said, r'(?m)^\s*(?:syntax error|no matching signature|(?:column name \S* ?is )?ambiguous|function not found|type not found|select list expression references|(?:un)?expected |too (?:many|few) arguments|number of arguments|too many partitions|duplicate column name|aggregat\w+ function|grouping by|table (?:name )?\S* ?must be qualified|unclosed|operands of|value of type|queries in |(?:\S+ )?is undefined|invalidquery)') then 'sql'
                when regexp_contains(said, r'(?m)^\s*(?:not found: (?:table|dataset|project|model|routine|view|function|location)|(?:table|dataset|model|view|routine) \S+ (?:was )?not found|\S+ \S+ depends on an? \w+ named[^\n]* which was not found)') then 'missing_relation'
                when regexp_contains(said, r'(?m)^\s*(?:access denied|permissions? (?:\S+ )?denied|unauthenticated|unauthorized|(?:the )?(?:user|caller|account)\b.* does not have|login required|request had (?:insufficient|invalid) authentication|request is missing required authentication|invalid_grant|invalid_client|invalid jwt|reauthentication is needed|your default credentials|(?:\S+ ){0,4}credentials were not found|could not automatically determine credentials|reason: (?:forbidden|unauthorized)\b|an error occurred \((?:accessdenied|unauthorized|expiredtoken)\w*\))') then 'auth'
                when regexp_contains(said, r'(?m)^\s*(?:(?:custom )?quota exceeded|(?:job )?exceeded (?:rate limits|quota)|rate ?limit ?exceeded|could not serialize access|query exceeded (?:limit for bytes billed|resource limits)|resources exceeded during query execution: too many|too many (?:requests|dml|table|concurrent)|transaction is aborted due to concurrent)') then 'quota'
                when regexp_contains(said, r'(?m)^\s*(?:resources exceeded|out of memory|(?:\S+ ){1,8}was terminated by signal 9\b|detected run worker status \w+: [^\n]*(?:oomkilled|outofmemory|exit ?code:? 137\b)|the query could not be executed in the allotted memory)') then 'out_of_memory'
                when regexp_contains(said, r'(?m)^\s*(?:(?:the )?(?:\w+ ){0,2}timed out|user code server request timed out|exceeded maximum runtime of|operation did not complete within|timeout of [\d.]+ ?s|deadline (?:of \S+ )?exceeded|gateway time-?out|(?:query|job) exceeded (?:the )?maximum execution time|https?connectionpool\([^)\n]*\): read timed out)') then 'timeout'
                when regexp_contains(said, r'(?m)^\s*(?:connection (?:was )?(?:reset|refused|aborted|closed|broken|error)|broken pipe|max retries exceeded|https?connectionpool\(|remote end closed|server disconnected|\[errno -?\d+\]|failed to resolve|temporary failure in name resolution|name or service not known|(?:the )?service (?:is )?(?:currently )?unavailable|bad gateway|backend ?error|(?:an )?internal (?:server )?error|error encountered during execution\. retrying)') then 'network'
                when regexp_contains(words, r'(?m)^\s*(?:[\w.]+: )?40[13] (?:get|post|put|patch|delete|head) \S|\bhttp(?:/[\d.]+)?(?: status)?(?: error)?(?: code)?:? 40[13]\b|^\s*(?:[\w.]+: )*(?:googleapi: )?error 40[13]:') then 'auth'
                when regexp_contains(words, r'(?m)^\s*(?:[\w.]+: )?429 (?:get|post|put|patch|delete|head) \S|\bhttp(?:/[\d.]+)?(?: status)?(?: error)?(?: code)?:? 429\b|^\s*(?:[\w.]+: )*(?:googleapi: )?error 429:') then 'quota'
                when regexp_contains(words, r'(?m)^\s*(?:[\w.]+: )?504 (?:get|post|put|patch|delete|head) \S|\bhttp(?:/[\d.]+)?(?: status)?(?: error)?(?: code)?:? 504\b|^\s*(?:[\w.]+: )*(?:googleapi: )?error 504:|^\s*(?:[\w.]*\.)?(?:(?:read|connect)?timeout(?:error)?)(?::|\(|$)') then 'timeout'
                when regexp_contains(words, r'(?m)^\s*(?:[\w.]+: )?50[023] (?:get|post|put|patch|delete|head) \S|\bhttp(?:/[\d.]+)?(?: status)?(?: error)?(?: code)?:? 50[023]\b|^\s*(?:[\w.]+: )*(?:googleapi: )?error 50[023]:|^\s*(?:[\w.]*\.)?(?:(?:connection(?:reset|refused|aborted)?|newconnection|protocol|brokenpipe|ssl|transport)error|remotedisconnected)(?::|\(|$)') then 'network'
                when regexp_contains(words, r'(?m)^\s*(?:[\w.]*\.)?(?:memoryerror)(?::|\(|$)') then 'out_of_memory'
                when regexp_contains(message, r'^\s*Compilation Error\b') then 'sql'
                else 'unknown'
            end
        from unnest([regexp_replace(lower(message), r'(?m)^\s*(?:database|runtime|compilation|parsing|dependency|internal) error(?: in [^\n]*)?$|^\s*(?:compiled code at|> in|> called by)[^\n]*$|\s*(?:at )?\[[^\[\]:\n]*:\d+\]|(?:^|[^\n(])\x22[^\x22\n]*\x22|(?:^|[^\n(])`[^`\n]*`|(?:^|[^\w\n(])\x27[^\x27\n]*\x27', '')]) as words
        cross join unnest([regexp_replace(words, r'(?m)^\s*(?:\([\x22\x27])?(?:[\w.]*(?:error|exception|badrequest|forbidden|notfound|conflict|unauthorized|unauthenticated|toomanyrequests|serviceunavailable|internalservererror|badgateway|gatewaytimeout|deadlineexceeded): |\d{3} (?:(?:get|post|put|patch|delete|head) \S+ )?|googleapi: error \d{3}: |caused by:? |query error: |bigquery (?:execution |adapter )?(?:failed|error)[.:]? )*', '')]) as said
    ), null) as error_class,
        if(outcome = 'bad', substr(
        regexp_extract(
            regexp_replace(
                message, r'^\s*[A-Za-z]+ [Ee]rror( in [^\n]*)?\r?\n', ''
            ),
            r'^\s*([^\r\n]*[^\s])'
        ),
        1, 300
    ), null) as message,
        cast(null as int64) as failure_count,
        alerts as alerts,
        depends_on as depends_on,
        to_json(struct(
            unique_id as unique_id,
            run_key as run_key,
            git_sha as git_sha,
            code_checksum as code_checksum,
            rows_affected as rows_affected,
            execution_seconds as execution_seconds,
            bytes_billed as bytes_billed
        )) as details,
from named
where outcome is not null
),

looked_at_freshness as (
    with source_freshness as (
    select * from {ledger}.`dbt_source_freshness`
    where recorded_at > timestamp_sub(timestamp_trunc(current_timestamp(), day), interval 30 day) and recorded_at <= current_timestamp()
    qualify row_number() over (partition by row_id order by recorded_at) = 1
),

named as (
    select
        *,
        concat(source_name, '.', table_name) as asset_words,
        case
        when status in ('pass', 'success') then 'good'
        when status in ('skipped', 'no-op', 'reused') then null
        else 'bad'
    end as outcome,
        if(
            message is null and status in ('warn', 'error'),
            concat(
                'newest row is ', case
        when age_seconds < 2 * 3600
            then concat(cast(div(cast(floor(age_seconds) as int64), 60) as string), ' min')
        when age_seconds < 2 * 86400
            then concat(cast(div(cast(floor(age_seconds) as int64), 3600) as string), ' h')
        else concat(cast(div(cast(floor(age_seconds) as int64), 86400) as string), ' days')
    end, ' old, limit ',
                case
        when if(status = 'warn', warn_after_seconds, error_after_seconds) < 2 * 3600
            then concat(cast(div(cast(floor(if(status = 'warn', warn_after_seconds, error_after_seconds)) as int64), 60) as string), ' min')
        when if(status = 'warn', warn_after_seconds, error_after_seconds) < 2 * 86400
            then concat(cast(div(cast(floor(if(status = 'warn', warn_after_seconds, error_after_seconds)) as int64), 3600) as string), ' h')
        else concat(cast(div(cast(floor(if(status = 'warn', warn_after_seconds, error_after_seconds)) as int64), 86400) as string), ' days')
    end
            ),
            substr(
        regexp_extract(
            regexp_replace(
                message, r'^\s*[A-Za-z]+ [Ee]rror( in [^\n]*)?\r?\n', ''
            ),
            r'^\s*([^\r\n]*[^\s])'
        ),
        1, 300
    )
        ) as words,
    from source_freshness
)

select
        to_hex(md5(concat('freshness', '\n', row_id))) as event_id,
        environment as environment,
        'freshness' as kind,
        concat(coalesce(project_name, ''), '/', coalesce(relation_name, ''), '/', unique_id) as subject_id,
        concat('freshness of ', asset_words) as subject,
        outcome as outcome,
        least(
            occurred_at, coalesce(recorded_at, occurred_at)
        ) as observed_at,
        recorded_at as known_at,
        case
            when case
        when status in ('pass', 'success') then 'good'
        when status in ('skipped', 'no-op', 'reused') then null
        else 'bad'
    end = 'good' then null
            when json_value(alerts.severity) in ('critical', 'error', 'warn')
                then json_value(alerts.severity)
            when status = 'warn' then 'warn'
            when is_critical then 'critical'
            else 'error'
        end as severity,
        false as is_event,
        unique_id as asset_id,
        asset_words as asset_name,
        'freshness' as check_name,
        cast(null as string) as column_name,
        invocation_id as run_id,
        is_critical as is_critical,
        owner as owner,
        tags as tags,
        runbook_url as runbook_url,
        case
            when outcome = 'good' then null
            when status in ('warn', 'error') and message is null then 'data_quality'
            else (
        select
            case
                when regexp_contains(said, r'(?m)^\s*(?:unrecognized name\b|name \S+ not found inside|query column \d+ has type|this model has an enforced contract|the source and target schemas on this|value has type \S+ which cannot be inserted|inserted row has wrong column count|provided schema does not match|field \S+ has changed (?:type|mode)|\S+ field \S+ is missing in new schema|(?:invalid )?schema update|cannot update (?:the )?schema|no such field|column \S+ (?:is )?not (?:present|found))') then 'schema_drift'
                when regexp_contains(said, r'(?m)^\s*(?:update/merge must match|bad \w+ value|(?:\w+ )?overflow\b|division by zero|could not (?:cast|parse|convert)|(?:failed to|cannot) parse|error while reading data|null value in|assertion failed|array index|invalid (?:date|datetime|timestamp|time|interval|numeric|bignumeric|json|value)\b|required (?:field|column) \S+ cannot be null|out of range|scalar subquery produced more than one)') then 'data_quality'
                when regexp_contains(said, r'(?m)^\s*(?:syntax error|no matching signature|(?:column name \S* ?is )?ambiguous|function not found|type not found|select list expression references|(?:un)?expected |too (?:many|few) arguments|number of arguments|too many partitions|duplicate column name|aggregat\w+ function|grouping by|table (?:name )?\S* ?must be qualified|unclosed|operands of|value of type|queries in |(?:\S+ )?is undefined|invalidquery)') then 'sql'
                when regexp_contains(said, r'(?m)^\s*(?:not found: (?:table|dataset|project|model|routine|view|function|location)|(?:table|dataset|model|view|routine) \S+ (?:was )?not found|\S+ \S+ depends on an? \w+ named[^\n]* which was not found)') then 'missing_relation'
                when regexp_contains(said, r'(?m)^\s*(?:access denied|permissions? (?:\S+ )?denied|unauthenticated|unauthorized|(?:the )?(?:user|caller|account)\b.* does not have|login required|request had (?:insufficient|invalid) authentication|request is missing required authentication|invalid_grant|invalid_client|invalid jwt|reauthentication is needed|your default credentials|(?:\S+ ){0,4}credentials were not found|could not automatically determine credentials|reason: (?:forbidden|unauthorized)\b|an error occurred \((?:accessdenied|unauthorized|expiredtoken)\w*\))') then 'auth'
                when regexp_contains(said, r'(?m)^\s*(?:(?:custom )?quota exceeded|(?:job )?exceeded (?:rate limits|quota)|rate ?limit ?exceeded|could not serialize access|query exceeded (?:limit for bytes billed|resource limits)|resources exceeded during query execution: too many|too many (?:requests|dml|table|concurrent)|transaction is aborted due to concurrent)') then 'quota'
                when regexp_contains(said, r'(?m)^\s*(?:resources exceeded|out of memory|(?:\S+ ){1,8}was terminated by signal 9\b|detected run worker status \w+: [^\n]*(?:oomkilled|outofmemory|exit ?code:? 137\b)|the query could not be executed in the allotted memory)') then 'out_of_memory'
                when regexp_contains(said, r'(?m)^\s*(?:(?:the )?(?:\w+ ){0,2}timed out|user code server request timed out|exceeded maximum runtime of|operation did not complete within|timeout of [\d.]+ ?s|deadline (?:of \S+ )?exceeded|gateway time-?out|(?:query|job) exceeded (?:the )?maximum execution time|https?connectionpool\([^)\n]*\): read timed out)') then 'timeout'
                when regexp_contains(said, r'(?m)^\s*(?:connection (?:was )?(?:reset|refused|aborted|closed|broken|error)|broken pipe|max retries exceeded|https?connectionpool\(|remote end closed|server disconnected|\[errno -?\d+\]|failed to resolve|temporary failure in name resolution|name or service not known|(?:the )?service (?:is )?(?:currently )?unavailable|bad gateway|backend ?error|(?:an )?internal (?:server )?error|error encountered during execution\. retrying)') then 'network'
                when regexp_contains(words, r'(?m)^\s*(?:[\w.]+: )?40[13] (?:get|post|put|patch|delete|head) \S|\bhttp(?:/[\d.]+)?(?: status)?(?: error)?(?: code)?:? 40[13]\b|^\s*(?:[\w.]+: )*(?:googleapi: )?error 40[13]:') then 'auth'
                when regexp_contains(words, r'(?m)^\s*(?:[\w.]+: )?429 (?:get|post|put|patch|delete|head) \S|\bhttp(?:/[\d.]+)?(?: status)?(?: error)?(?: code)?:? 429\b|^\s*(?:[\w.]+: )*(?:googleapi: )?error 429:') then 'quota'
                when regexp_contains(words, r'(?m)^\s*(?:[\w.]+: )?504 (?:get|post|put|patch|delete|head) \S|\bhttp(?:/[\d.]+)?(?: status)?(?: error)?(?: code)?:? 504\b|^\s*(?:[\w.]+: )*(?:googleapi: )?error 504:|^\s*(?:[\w.]*\.)?(?:(?:read|connect)?timeout(?:error)?)(?::|\(|$)') then 'timeout'
                when regexp_contains(words, r'(?m)^\s*(?:[\w.]+: )?50[023] (?:get|post|put|patch|delete|head) \S|\bhttp(?:/[\d.]+)?(?: status)?(?: error)?(?: code)?:? 50[023]\b|^\s*(?:[\w.]+: )*(?:googleapi: )?error 50[023]:|^\s*(?:[\w.]*\.)?(?:(?:connection(?:reset|refused|aborted)?|newconnection|protocol|brokenpipe|ssl|transport)error|remotedisconnected)(?::|\(|$)') then 'network'
                when regexp_contains(words, r'(?m)^\s*(?:[\w.]*\.)?(?:memoryerror)(?::|\(|$)') then 'out_of_memory'
                when regexp_contains(message, r'^\s*Compilation Error\b') then 'sql'
                else 'unknown'
            end
        from unnest([regexp_replace(lower(message), r'(?m)^\s*(?:database|runtime|compilation|parsing|dependency|internal) error(?: in [^\n]*)?$|^\s*(?:compiled code at|> in|> called by)[^\n]*$|\s*(?:at )?\[[^\[\]:\n]*:\d+\]|(?:^|[^\n(])\x22[^\x22\n]*\x22|(?:^|[^\n(])`[^`\n]*`|(?:^|[^\w\n(])\x27[^\x27\n]*\x27', '')]) as words
        cross join unnest([regexp_replace(words, r'(?m)^\s*(?:\([\x22\x27])?(?:[\w.]*(?:error|exception|badrequest|forbidden|notfound|conflict|unauthorized|unauthenticated|toomanyrequests|serviceunavailable|internalservererror|badgateway|gatewaytimeout|deadlineexceeded): |\d{3} (?:(?:get|post|put|patch|delete|head) \S+ )?|googleapi: error \d{3}: |caused by:? |query error: |bigquery (?:execution |adapter )?(?:failed|error)[.:]? )*', '')]) as said
    )
        end as error_class,
        if(outcome = 'bad', words, null) as message,
        cast(null as int64) as failure_count,
        alerts as alerts,
        cast([] as array<string>) as depends_on,
        to_json(struct(
            unique_id as unique_id,
            run_key as run_key,
            git_sha as git_sha,
            max_loaded_at as max_loaded_at,
            age_seconds as age_seconds
        )) as details,
from named
where outcome is not null
),

looked_at_results as (
    select * from looked_at_tests
    union all
    select * from looked_at_nodes
    union all
    select * from looked_at_freshness

),

skipped_tests as (
    select * from {ledger}.`dbt_test_results`
    where recorded_at >= timestamp_sub(timestamp_trunc(current_timestamp(), day), interval 30 day)
    qualify row_number() over (partition by row_id order by recorded_at) = 1
),

skipped_nodes as (
    select * from {ledger}.`dbt_node_results`
    where recorded_at >= timestamp_sub(timestamp_trunc(current_timestamp(), day), interval 30 day)
    qualify row_number() over (partition by row_id order by recorded_at) = 1
),

dbt_results as (
    select
        run_id as invocation_id,
        kind,
        subject,
        subject_id,
        asset_id,
        outcome,
        severity,
        error_class,
        message,
        failure_count,
        owner,
        runbook_url,
        column_name,
        cast(json_value(details.rows_affected) as int64) as rows_affected,
        cast(json_value(details.bytes_billed) as int64) as bytes_billed,
        cast([] as array<string>) as reads,
    from looked_at_results
    union all
    select
        invocation_id, 'test', test_name, unique_id, asset_id, cast(null as string),
        cast(null as string), cast(null as string), substr(
        regexp_extract(
            regexp_replace(
                message, r'^\s*[A-Za-z]+ [Ee]rror( in [^\n]*)?\r?\n', ''
            ),
            r'^\s*([^\r\n]*[^\s])'
        ),
        1, 300
    ),
        cast(null as int64), owner, runbook_url, column_name,
        cast(null as int64), cast(null as int64), array_concat(depends_on, [unique_id]),
    from skipped_tests
    where case
        when status in ('pass', 'success') then 'good'
        when status in ('skipped', 'no-op', 'reused') then null
        else 'bad'
    end is null
    union all
    select
        invocation_id, 'node', concat(resource_type, ' ', name), unique_id, unique_id,
        cast(null as string), cast(null as string), cast(null as string),
        substr(
        regexp_extract(
            regexp_replace(
                message, r'^\s*[A-Za-z]+ [Ee]rror( in [^\n]*)?\r?\n', ''
            ),
            r'^\s*([^\r\n]*[^\s])'
        ),
        1, 300
    ), cast(null as int64), owner, runbook_url,
        cast(null as string), cast(null as int64), cast(null as int64),
        array_concat(depends_on, [unique_id]),
    from skipped_nodes
    where case
        when status in ('pass', 'success') then 'good'
        when status in ('skipped', 'no-op', 'reused') then null
        else 'bad'
    end is null
),

taken as (
    select * from {ledger}.`dbt_test_samples`
    where recorded_at >= timestamp_sub(timestamp_trunc(current_timestamp(), day), interval 30 day)
    qualify row_number() over (partition by row_id order by recorded_at) = 1
),

samples as (
    select
        concat(dbt_results.invocation_id, '\n', dbt_results.subject_id) as sample_id,
        dbt_results.column_name,
        taken.sample,
    from dbt_results
    inner join taken
        on
            dbt_results.invocation_id = taken.invocation_id
            and regexp_extract(dbt_results.subject_id, r'[^/]+$') = taken.unique_id
    where dbt_results.kind = 'test' and taken.sample is not null
),

sampled_rows as (
    select
        sample_id,
        column_name,
        row_offset as row_position,
        to_json_string(sampled_row) as row_json,
    from samples
    cross join unnest(json_query_array(sample)) as sampled_row with offset as row_offset
    where row_offset < 3
),

shown_rows as (
    select
        sample_id,
        parse_json(concat('[', string_agg(row_json, ',' order by row_position), ']')) as sample,
    from sampled_rows
    group by sample_id
),

-- `"name":"text"` or `"name":number`; a comma or brace inside a text does not end it
pairs as (
    select
        sampled_rows.sample_id,
        sampled_rows.column_name,
        sampled_rows.row_position,
        regexp_extract(pair, r'^"((?:[^"\\]|\\.)*)":') as name,
        regexp_extract(pair, r'^"(?:[^"\\]|\\.)*":"?((?:[^"\\]|\\.)*)') as value,
    from sampled_rows
    cross join
        unnest(
            regexp_extract_all(
                sampled_rows.row_json,
                r'"(?:[^"\\]|\\.)*":(?:"(?:[^"\\]|\\.)*"|[^",{}]+)'
            )
        ) as pair
),

-- the tests built into dbt give the tested column another name
ordered_pairs as (
    select
        sample_id,
        row_position,
        concat(
            if(
                name in ('unique_field', 'value_field', 'from_field') and column_name is not null,
                column_name, name
            ),
            '=', value
        ) as pair_text,
        row_number() over (
            partition by sample_id, row_position
            order by
                if(
                    name in ('unique_field', 'value_field', 'from_field') or name = column_name,
                    0, 1
                ),
                name
        ) as reading_position,
    from pairs
),

row_texts as (
    select
        sample_id,
        row_position,
        concat(
            max(if(reading_position = 1, pair_text, null)),
            coalesce(
                concat(
                    ' (',
                    string_agg(
                        if(reading_position > 1, pair_text, null), ', ' order by reading_position
                    ),
                    ')'
                ),
                ''
            )
        ) as row_text,
    from ordered_pairs
    group by sample_id, row_position
),

offending_values as (
    select
        sample_id,
        string_agg(
            if(
                char_length(row_text) > 120,
                concat(substr(row_text, 1, 120), '…'), row_text
            ),
            '; ' order by row_position
        ) as offending_values,
    from row_texts
    group by sample_id
),

checks as (
    select
        dbt_results.*,
        offending_values.offending_values,
        dbt_results.kind in ('test', 'freshness') as is_check,
        dbt_results.outcome = 'bad' and dbt_results.error_class != 'data_quality' as is_errored,
    from dbt_results
    left join offending_values
        on
            concat(dbt_results.invocation_id, '\n', dbt_results.subject_id)
            = offending_values.sample_id
    where dbt_results.kind in ('test', 'freshness') or dbt_results.outcome = 'bad'
),

reports as (
    select
        invocation_id,
        sum(if(is_check, 1, 0)) as check_count,
        sum(if(is_check and outcome = 'good', 1, 0)) as passed_count,
        sum(if(is_check and severity = 'warn', 1, 0)) as warned_count,
        sum(if(is_check and severity in ('critical', 'error') and not is_errored, 1, 0))
            as failed_count,
        sum(if(is_check and severity in ('critical', 'error') and is_errored, 1, 0))
            as errored_count,
        sum(if(is_check and outcome is null, 1, 0)) as skipped_count,
        string_agg(
            if(
                outcome = 'bad',
                concat(
                    severity, ': ', subject,
                    coalesce(concat(': ', message), ''),
                    coalesce(concat(': ', offending_values), '')
                ),
                null
            ),
            '\n' order by case severity when 'critical' then 1 when 'error' then 2 when 'info' then 4 else 3 end, subject, subject_id
        ) as failures,
        array_agg(
            if(
                outcome = 'bad',
                struct(
                    severity as severity,
                    kind as kind,
                    subject as subject,
                    error_class as error_class,
                    message as message,
                    failure_count as failure_count,
                    offending_values as offending_values,
                    owner as owner,
                    runbook_url as runbook_url
                ),
                null
            )
            ignore nulls
            order by case severity when 'critical' then 1 when 'error' then 2 when 'info' then 4 else 3 end, subject, subject_id
        ) as failure_rows,
    from checks
    group by invocation_id
),

-- a check that was skipped says nothing about quality
rated as (
    select
        dbt_runs.*,
        reports.failures,
        coalesce(reports.failure_rows, []) as failure_rows,
        coalesce(reports.check_count, 0) as check_check_count,
        coalesce(reports.passed_count, 0) as passed_check_count,
        coalesce(reports.warned_count, 0) as warned_check_count,
        coalesce(reports.failed_count, 0) as failed_check_count,
        coalesce(reports.errored_count, 0) as errored_check_count,
        coalesce(reports.skipped_count, 0) as skipped_check_count,
        round(
            safe_divide(100 * reports.passed_count, reports.check_count - reports.skipped_count), 1
        ) as pass_rate_pct,
    from dbt_runs
    left join reports on dbt_runs.invocation_id = reports.invocation_id
    where dbt_runs.status not in ('running', 'vanished')
)

select
    started_at,
    command_line,
    status,
    pass_rate_pct,
    check_check_count as check_count,
    passed_check_count as passed_count,
    warned_check_count as warned_count,
    failed_check_count as failed_count,
    errored_check_count as errored_count,
    skipped_check_count as skipped_count,
    failures,
    to_json(
        struct(
            environment as environment,
            invocation_id as invocation_id,
            run_id as run_id,
            command_line as command_line,
            status as status,
            format_timestamp('%Y-%m-%dT%H:%M:%SZ', started_at) as started_at,
            format_timestamp('%Y-%m-%dT%H:%M:%SZ', finished_at) as finished_at,
            run_url as run_url,
            check_check_count as total,
            passed_check_count as passed,
            warned_check_count as warned,
            failed_check_count as failed,
            errored_check_count as errored,
            skipped_check_count as skipped,
            pass_rate_pct as pass_rate_pct,
            failure_rows as failures
        )
    ) as report,
    environment,
    invocation_id,
    run_id,
from rated
-- nightledger: creation create vw_vanished_runs
create or replace view {ledger}.`vw_vanished_runs` (
    started_at options(description='When it started (UTC).'),
    command_line options(description='The command line as typed, secrets redacted; `dbt` and the command where the engine does not tell.'),
    vanished_at options(description='When it was given up (UTC): after `vanished_after_minutes`, or `vanished_after_ratio` times its usual duration if that is longer.'),
    usual_duration_seconds options(description='What was usual as of then, in seconds: a median, see `learned_usuals`. Null: too little is known.'),
    finished_again_at options(description='When the same command, started later, finished for the first time (UTC). Null: it has not.'),
    what_to_do options(description='The next step, in words.'),
    environment options(description='Environment it belongs to: the var `environment`, or the dbt target\'s name; of Dagster and dlt, what the project said.'),
    run_url options(description='Link to the run: as Dagster said, or from the setting `run_url_template`. Null: neither.'),
    invocation_id options(description='dbt\'s id of the command.')
)
options(description='Which commands died without a word? One row per dbt command of the last `history_days` that started, never finished, and was given up by a look.')
as
with -- both events carry the same text, so max only picks the one that is there
dbt_commands as (
    select
        environment,
        invocation_id,
        max(coalesce(pipeline_run_id, dagster_run_id, invocation_id)) as run_id,
        max(dagster_run_id) as dagster_run_id,
        max(command) as command,
        max(
            if(
            strpos(concat(' ', coalesce(invocation_command, ''), ' '), concat(' ', command, ' ')) > 0,
            invocation_command,
            concat('dbt ', coalesce(regexp_extract(run_key, r'^[^/]*/[^/]*/(.*)$'), command))
        )
        ) as command_line,
        max(run_key) as run_key,
        max(target_name) as target_name,
        max(invoked_by) as invoked_by,
        max(git_sha) as git_sha,
        max(run_url) as run_url,
        min(if(event = 'started', occurred_at, null)) as start_recorded_at,
        min(if(event = 'finished', occurred_at, null)) as finished_at,
        max(result_count) as announced_result_count,
    from {ledger}.`dbt_invocations`
    where recorded_at >= timestamp_sub(timestamp_trunc(current_timestamp(), day), interval 30 day)
    group by environment, invocation_id
),

all_statuses as (
    select distinct invocation_id, row_id, status
    from {ledger}.`dbt_test_results`
    where recorded_at >= timestamp_sub(timestamp_trunc(current_timestamp(), day), interval 30 day)
    union all
    select distinct invocation_id, row_id, status
    from {ledger}.`dbt_node_results`
    where recorded_at >= timestamp_sub(timestamp_trunc(current_timestamp(), day), interval 30 day)
    union all
    select distinct invocation_id, row_id, status
    from {ledger}.`dbt_source_freshness`
    where recorded_at >= timestamp_sub(timestamp_trunc(current_timestamp(), day), interval 30 day)

),

result_counts as (
    select
        invocation_id,
        count(*) as result_count,
        sum(if(case
        when status in ('pass', 'success') then 'good'
        when status in ('skipped', 'no-op', 'reused') then null
        else 'bad'
    end = 'bad' and status != 'warn', 1, 0))
            as failed_count,
        sum(if(status = 'warn', 1, 0)) as warned_count,
    from all_statuses
    group by invocation_id
),

given_up as (
    select run_id as invocation_id, min(observed_at) as vanished_at
    from {ledger}.`problem_events`
    where
        recorded_at >= timestamp_sub(timestamp_trunc(current_timestamp(), day), interval 30 day)
        and kind = 'run'
        and outcome = 'bad'
    group by run_id
),

-- what was learned on an earlier day, the last one there is, as the look has it
usual_durations as (
    select
        environment,
        subject,
        median,
        learned_on,
        lead(learned_on) over (partition by environment, subject order by learned_on)
            as next_learned_on,
    from {ledger}.`learned_usuals`
    where
        recorded_at >= timestamp_sub(timestamp_trunc(current_timestamp(), day), interval 30 day)
        and measure = 'duration_seconds'
        and starts_with(subject, 'dbt/')
        and coalesce(slot, '') = ''
    qualify
        row_number() over (
            partition by environment, subject, learned_on order by recorded_at
        ) = 1
),

timed_commands as (
    select
        dbt_commands.*,
        coalesce(dbt_commands.start_recorded_at, dbt_commands.finished_at) as started_at,
        round(timestamp_diff(dbt_commands.finished_at, dbt_commands.start_recorded_at, microsecond) / 1000000, 1) as duration_seconds,
        coalesce(result_counts.result_count, 0) as result_count,
        coalesce(result_counts.failed_count, 0) as failed_count,
        coalesce(result_counts.warned_count, 0) as warned_count,
        given_up.vanished_at,
    from dbt_commands
    left join result_counts on dbt_commands.invocation_id = result_counts.invocation_id
    left join given_up on dbt_commands.invocation_id = given_up.invocation_id
),

-- results of a run whose start is out of the window may be out of it too: not missed
dbt_runs as (
    select
        timed_commands.*,
        round(usual_durations.median, 1) as usual_duration_seconds,
        if(
            timed_commands.start_recorded_at is null,
            null,
            greatest(timed_commands.announced_result_count - timed_commands.result_count, 0)
        ) as missing_result_count,
        case
            when finished_at is null and vanished_at is not null then 'vanished'
            when finished_at is null then 'running'
            when failed_count > 0 then 'failed'
            when start_recorded_at is not null and announced_result_count > result_count
                then 'incomplete'
            when warned_count > 0 then 'warned'
            else 'succeeded'
        end as status,
    from timed_commands
    left join usual_durations
        on
            timed_commands.environment = usual_durations.environment
            and concat('dbt/', timed_commands.run_key) = usual_durations.subject
            and date(timed_commands.started_at) > usual_durations.learned_on
            and coalesce(date(timed_commands.started_at) <= usual_durations.next_learned_on, true)
),

with_next as (
    select
        *,
        min(finished_at) over (
            partition by environment, run_key
            order by started_at, invocation_id
            rows between 1 following and unbounded following
        ) as finished_again_at,
    from dbt_runs
)

select
    started_at,
    command_line,
    vanished_at,
    usual_duration_seconds,
    finished_again_at,
    concat(
        if(
            finished_again_at is null,
            'The same command has not finished since: see why it ended, then run it again. ',
            'The same command has finished since: find out why this one ended. '
        ),
        'If dbt came to its end and only the record is missing, ',
        '`nightledger ingest target/` adds it from the artifacts of that run.'
    ) as what_to_do,
    environment,
    run_url,
    invocation_id,
from with_next
where status = 'vanished'
-- nightledger: creation create vw_pipeline_runs
create or replace view {ledger}.`vw_pipeline_runs` (
    run_id options(description='The pipeline run id; without one Dagster\'s run id, dbt\'s invocation id, or dlt\'s `pipeline/load id`.'),
    start_time options(description='When its first step started (UTC).'),
    status options(description='The worst of its steps and of its Dagster run: `failed`, `canceled`, `vanished`, `running`, `incomplete`, `warned` or `succeeded`, in this order.'),
    rows_loaded options(description='Rows its dlt loads loaded. 0 is a number. Null: no load counted any.'),
    rows_materialized options(description='Rows of the assets its Dagster run made, as far as they say so. Null: none did.'),
    end_time options(description='When its last step ended (UTC). Null: one has not.'),
    name options(description='Job and partition of its Dagster run, or the assets it was asked for. Null: not started by Dagster.'),
    steps options(description='What dbt and dlt did in it, such as `dbt build, dlt lender`. Null: nothing.'),
    environment options(description='Environment it belongs to: the var `environment`, or the dbt target\'s name; of Dagster and dlt, what the project said.'),
    run_url options(description='Link to the run: as Dagster said, or from the setting `run_url_template`. Null: neither.')
)
options(description='What ran, and how much came in? One row per pipeline run of the last `history_days`: the Dagster run, dlt loads and dbt commands that share an id, or a single one that has none.')
as
with -- both events carry the same text, so max only picks the one that is there
dbt_commands as (
    select
        environment,
        invocation_id,
        max(coalesce(pipeline_run_id, dagster_run_id, invocation_id)) as run_id,
        max(dagster_run_id) as dagster_run_id,
        max(command) as command,
        max(
            if(
            strpos(concat(' ', coalesce(invocation_command, ''), ' '), concat(' ', command, ' ')) > 0,
            invocation_command,
            concat('dbt ', coalesce(regexp_extract(run_key, r'^[^/]*/[^/]*/(.*)$'), command))
        )
        ) as command_line,
        max(run_key) as run_key,
        max(target_name) as target_name,
        max(invoked_by) as invoked_by,
        max(git_sha) as git_sha,
        max(run_url) as run_url,
        min(if(event = 'started', occurred_at, null)) as start_recorded_at,
        min(if(event = 'finished', occurred_at, null)) as finished_at,
        max(result_count) as announced_result_count,
    from {ledger}.`dbt_invocations`
    where recorded_at >= timestamp_sub(timestamp_trunc(current_timestamp(), day), interval 30 day)
    group by environment, invocation_id
),

all_statuses as (
    select distinct invocation_id, row_id, status
    from {ledger}.`dbt_test_results`
    where recorded_at >= timestamp_sub(timestamp_trunc(current_timestamp(), day), interval 30 day)
    union all
    select distinct invocation_id, row_id, status
    from {ledger}.`dbt_node_results`
    where recorded_at >= timestamp_sub(timestamp_trunc(current_timestamp(), day), interval 30 day)
    union all
    select distinct invocation_id, row_id, status
    from {ledger}.`dbt_source_freshness`
    where recorded_at >= timestamp_sub(timestamp_trunc(current_timestamp(), day), interval 30 day)

),

result_counts as (
    select
        invocation_id,
        count(*) as result_count,
        sum(if(case
        when status in ('pass', 'success') then 'good'
        when status in ('skipped', 'no-op', 'reused') then null
        else 'bad'
    end = 'bad' and status != 'warn', 1, 0))
            as failed_count,
        sum(if(status = 'warn', 1, 0)) as warned_count,
    from all_statuses
    group by invocation_id
),

given_up as (
    select run_id as invocation_id, min(observed_at) as vanished_at
    from {ledger}.`problem_events`
    where
        recorded_at >= timestamp_sub(timestamp_trunc(current_timestamp(), day), interval 30 day)
        and kind = 'run'
        and outcome = 'bad'
    group by run_id
),

-- what was learned on an earlier day, the last one there is, as the look has it
usual_durations as (
    select
        environment,
        subject,
        median,
        learned_on,
        lead(learned_on) over (partition by environment, subject order by learned_on)
            as next_learned_on,
    from {ledger}.`learned_usuals`
    where
        recorded_at >= timestamp_sub(timestamp_trunc(current_timestamp(), day), interval 30 day)
        and measure = 'duration_seconds'
        and starts_with(subject, 'dbt/')
        and coalesce(slot, '') = ''
    qualify
        row_number() over (
            partition by environment, subject, learned_on order by recorded_at
        ) = 1
),

timed_commands as (
    select
        dbt_commands.*,
        coalesce(dbt_commands.start_recorded_at, dbt_commands.finished_at) as started_at,
        round(timestamp_diff(dbt_commands.finished_at, dbt_commands.start_recorded_at, microsecond) / 1000000, 1) as duration_seconds,
        coalesce(result_counts.result_count, 0) as result_count,
        coalesce(result_counts.failed_count, 0) as failed_count,
        coalesce(result_counts.warned_count, 0) as warned_count,
        given_up.vanished_at,
    from dbt_commands
    left join result_counts on dbt_commands.invocation_id = result_counts.invocation_id
    left join given_up on dbt_commands.invocation_id = given_up.invocation_id
),

-- results of a run whose start is out of the window may be out of it too: not missed
dbt_runs as (
    select
        timed_commands.*,
        round(usual_durations.median, 1) as usual_duration_seconds,
        if(
            timed_commands.start_recorded_at is null,
            null,
            greatest(timed_commands.announced_result_count - timed_commands.result_count, 0)
        ) as missing_result_count,
        case
            when finished_at is null and vanished_at is not null then 'vanished'
            when finished_at is null then 'running'
            when failed_count > 0 then 'failed'
            when start_recorded_at is not null and announced_result_count > result_count
                then 'incomplete'
            when warned_count > 0 then 'warned'
            else 'succeeded'
        end as status,
    from timed_commands
    left join usual_durations
        on
            timed_commands.environment = usual_durations.environment
            and concat('dbt/', timed_commands.run_key) = usual_durations.subject
            and date(timed_commands.started_at) > usual_durations.learned_on
            and coalesce(date(timed_commands.started_at) <= usual_durations.next_learned_on, true)
),

-- a load that failed and was tried again has a row of each
loads as (
    select * from {ledger}.`dlt_loads`
    where recorded_at >= timestamp_sub(timestamp_trunc(current_timestamp(), day), interval 30 day)
    qualify
        row_number() over (
            partition by environment, pipeline_name, load_id, table_name
            order by occurred_at desc, status desc
        ) = 1
),

dagster_runs as (
    select * from {ledger}.`dagster_runs`
    where recorded_at >= timestamp_sub(timestamp_trunc(current_timestamp(), day), interval 30 day)
    qualify
        row_number() over (
            partition by environment, run_id order by updated_at desc, recorded_at
        ) = 1
        and status != 'managed'
),

links as (
    select
        run_id,
        max(run_name) as run_name,
        coalesce(max(run_url), max(command_url)) as run_url,
        max(artifacts_url) as artifacts_url,
        coalesce(max(pipeline_run_id), run_id) as pipeline_run_id,
    from (
        select
            invocation_id as run_id,
            coalesce(invocation_command, concat('dbt ', command)) as run_name,
            run_url,
            cast(null as string) as command_url,
            artifacts_url,
            coalesce(pipeline_run_id, dagster_run_id, invocation_id) as pipeline_run_id,
        from {ledger}.`dbt_invocations`
        where recorded_at >= timestamp_sub(timestamp_trunc(current_timestamp(), day), interval 30 day)
        union all
        select
            dagster_run_id, cast(null as string), cast(null as string), run_url, cast(null as string),
            coalesce(pipeline_run_id, dagster_run_id),
        from {ledger}.`dbt_invocations`
        where recorded_at >= timestamp_sub(timestamp_trunc(current_timestamp(), day), interval 30 day) and dagster_run_id is not null
        union all
        select
            run_id,
            concat(
                case
            when not starts_with(job_name, '__ASSET_JOB') then job_name
            when array_length(asset_selection) > 0
                then concat(
                    (
                        select string_agg(asset_key, ', ' order by place)
                        from unnest(asset_selection) as asset_key
                        with offset as place
                        where place < 2
                    ),
                    if(array_length(asset_selection) > 2, ' and more', '')
                )
            else 'assets'
        end,
                coalesce(concat(' for ', partition_key), '')
            ),
            run_url, cast(null as string), cast(null as string), cast(null as string),
        from {ledger}.`dagster_runs`
        where recorded_at >= timestamp_sub(timestamp_trunc(current_timestamp(), day), interval 30 day)
        union all
        select notice_id, source, link_url, cast(null as string), cast(null as string), cast(null as string)
        from {ledger}.`alert_notices`
        where recorded_at >= timestamp_sub(timestamp_trunc(current_timestamp(), day), interval 30 day)
    )
    group by run_id
),

-- of what a run made twice, because a step was tried again, the last counts
materializations as (
    select run_id, row_count from {ledger}.`dagster_asset_materializations`
    where recorded_at >= timestamp_sub(timestamp_trunc(current_timestamp(), day), interval 30 day) and event = 'materialized' and row_count is not null
    qualify
        row_number() over (
            partition by run_id, asset_key, partition_key order by occurred_at desc, event_id desc
        ) = 1
),

rows_by_run as (
    select run_id, sum(row_count) as rows_materialized
    from materializations
    group by run_id
),

steps as (
    select
        environment,
        run_id,
        dagster_run_id,
        'dbt' as kind,
        concat('dbt ', command) as step_name,
        started_at,
        finished_at,
        status,
        cast(null as int64) as rows_loaded,
        cast(null as int64) as rows_materialized,
    from dbt_runs
    union all
    select
        loads.environment,
        coalesce(
            loads.pipeline_run_id, links.pipeline_run_id, loads.dagster_run_id,
            concat(loads.pipeline_name, '/', loads.load_id)
        ),
        loads.dagster_run_id,
        'dlt',
        concat('dlt ', loads.pipeline_name),
        coalesce(loads.started_at, loads.occurred_at),
        coalesce(loads.finished_at, loads.occurred_at),
        if(loads.status = 'loaded', 'succeeded', 'failed'),
        loads.rows_loaded,
        cast(null as int64),
    from loads
    left join links on loads.dagster_run_id = links.run_id
    union all
    select
        dagster_runs.environment,
        coalesce(links.pipeline_run_id, dagster_runs.run_id),
        dagster_runs.run_id,
        'dagster',
        cast(null as string),
        coalesce(dagster_runs.started_at, dagster_runs.created_at, dagster_runs.updated_at),
        coalesce(dagster_runs.ended_at, dagster_runs.updated_at),
        case dagster_runs.status
            when 'success' then 'succeeded'
            when 'failure' then 'failed'
            when 'canceled' then 'canceled'
            else 'running'
        end,
        cast(null as int64),
        rows_by_run.rows_materialized,
    from dagster_runs
    left join links on dagster_runs.run_id = links.run_id
    left join rows_by_run on dagster_runs.run_id = rows_by_run.run_id
),

pipelines as (
    select
        environment,
        run_id,
        max(dagster_run_id) as dagster_run_id,
        min(started_at) as start_time,
        max(finished_at) as last_finished_at,
        sum(if(status = 'failed', 1, 0)) as failed_count,
        sum(if(status = 'canceled', 1, 0)) as canceled_count,
        sum(if(status = 'vanished', 1, 0)) as vanished_count,
        sum(if(status = 'running', 1, 0)) as running_count,
        sum(if(status = 'incomplete', 1, 0)) as incomplete_count,
        sum(if(status = 'warned', 1, 0)) as warned_count,
        sum(rows_loaded) as rows_loaded,
        sum(rows_materialized) as rows_materialized,
        string_agg(distinct step_name, ', ' order by step_name) as steps,
    from steps
    group by environment, run_id
)

select
    pipelines.run_id,
    pipelines.start_time,
    case
        when pipelines.failed_count > 0 then 'failed'
        when pipelines.canceled_count > 0 then 'canceled'
        when pipelines.vanished_count > 0 then 'vanished'
        when pipelines.running_count > 0 then 'running'
        when pipelines.incomplete_count > 0 then 'incomplete'
        when pipelines.warned_count > 0 then 'warned'
        else 'succeeded'
    end as status,
    pipelines.rows_loaded,
    pipelines.rows_materialized,
    if(
        pipelines.running_count + pipelines.vanished_count > 0, null, pipelines.last_finished_at
    ) as end_time,
    if(pipelines.dagster_run_id is null, null, links.run_name) as name,
    pipelines.steps,
    pipelines.environment,
    links.run_url,
from pipelines
left join links on coalesce(pipelines.dagster_run_id, pipelines.run_id) = links.run_id
-- nightledger: creation create vw_missing_runs
create or replace view {ledger}.`vw_missing_runs` (
    subject options(description='What is wrong or was, as messages show it.'),
    state options(description='`missing` (has not started), `late` (has not finished successfully), `came late`, or `given up` (not expected any more).'),
    expected_at options(description='When it was to be expected (UTC). Null: only its deadline is known.'),
    opened_at options(description='Its deadline (UTC): from then on it is missed.'),
    resolved_at options(description='When it came, or was given up (UTC). Null: neither.'),
    late_seconds options(description='How late it is, or was when it came, in seconds.'),
    why_expected options(description='Why it is expected, in words: declared, a schedule of Dagster, or learned.'),
    severity options(description='`critical` (it, or the asset it tests, carries the tag `critical`), `error` or `warn`: of the last time it was bad; while it flaps, the worst of it. Null: nothing is wrong.'),
    owner options(description='Who looks after it. Null: nobody is named.'),
    environment options(description='Environment it belongs to: the var `environment`, or the dbt target\'s name; of Dagster and dlt, what the project said.'),
    fingerprint options(description='Identity of the problem across runs: hash of environment, kind and subject.'),
    as_of options(description='Clock of the last look (UTC): facts recorded later are not judged yet. Null: none in eight days.')
)
options(description='Which run did not start, or not finish in time? One row per expectation that is not met now, or was met late or given up within `strip_days` days.')
as
with standing as (
    select * from {ledger}.`problem_events`
    where recorded_at >= timestamp_sub(timestamp_trunc(current_timestamp(), day), interval 8 day)
    qualify
        row_number() over (
            partition by event_id
            order by
                if(occurrences_before is null, 1, 0),
                if(occurrences_before is null, null, recorded_at) desc,
                recorded_at,
                look_id
        ) = 1
        and outcome != 'void'
        and max(if(outcome = 'void', 1, 0)) over (partition by coalesce(voids, event_id)) = 0
),

expectations as (
    select * from standing
    where kind in ('missing run', 'late run')
),

placed as (
    select
        *,
        row_number() over in_order as place,
        coalesce(lag(if(is_event, 'good', outcome)) over in_order, 'good') as outcome_before,
        lag(outcome) over in_order is null as is_first,
    from expectations
    window in_order as (partition by fingerprint order by observed_at, if(outcome = 'good', 0, 1), event_id)
),

with_episodes as (
    select
        *,
        sum(if(outcome = 'bad' and outcome_before = 'good', 1, 0)) over (
            partition by fingerprint order by place
            rows between unbounded preceding and current row
        ) as episode_number,
        case severity when 'critical' then 1 when 'error' then 2 when 'info' then 4 else 3 end as severity_rank,
        not is_first and outcome != outcome_before as is_change,
    from placed
),

-- the copy that tells how often the episode had been seen before stands for what it replaces
anchored as (
    select
        *,
        min(if(outcome = 'bad', severity_rank, null)) over (
            partition by fingerprint, episode_number order by place
            rows between unbounded preceding and 1 preceding
        ) as worst_rank_before,
        max(occurrences_before) over (
            partition by fingerprint, episode_number order by place
            rows between unbounded preceding and current row
        ) as anchor_before,
    from with_episodes
),

numbered as (
    select
        *,
        coalesce(anchor_before, 0) + sum(if(outcome = 'bad', 1, 0)) over (
            partition by fingerprint, episode_number, anchor_before order by place
            rows between unbounded preceding and current row
        ) as occurrence_number,
    from anchored
),

described as (
    select
        *,
        min(if(outcome = 'good', observed_at, null)) over episode as resolved_at,
        max(if(outcome = 'good', message, null)) over episode as last_words,
        row_number() over (
            partition by fingerprint, outcome order by place desc
        ) as recency,
    from numbered
    window episode as (partition by fingerprint, episode_number)
),

last_look as (
    select max(looked_at) as as_of from {ledger}.`looks`
    where recorded_at >= timestamp_sub(timestamp_trunc(current_timestamp(), day), interval 8 day) and event = 'finished'
),

missed as (
    select
        described.*,
        timestamp(json_value(described.details.promised.expected_at)) as expected_at,
        json_value(described.details.promised.why) as why_expected,
        last_look.as_of,
    from described
    cross join last_look
    where described.outcome = 'bad' and described.recency = 1
)

select
    subject,
    case
        when resolved_at is not null and last_words is not null then 'given up'
        when resolved_at is not null then 'came late'
        when kind = 'late run' then 'late'
        else 'missing'
    end as state,
    expected_at,
    observed_at as opened_at,
    resolved_at,
    round(timestamp_diff(coalesce(resolved_at, current_timestamp()), coalesce(expected_at, observed_at), microsecond) / 1000000, 1) as late_seconds,
    coalesce(why_expected, message) as why_expected,
    severity,
    owner,
    environment,
    fingerprint,
    as_of,
from missed
where
    resolved_at is null
    or resolved_at >= timestamp_sub(
        current_timestamp(), interval 9 day
    )
-- nightledger: creation create vw_backfills
create or replace view {ledger}.`vw_backfills` (
    started_at options(description='When it started (UTC).'),
    status options(description='`running` (a run goes on, waits or is retried), else `failed`, `canceled` or `succeeded`.'),
    what options(description='Jobs, or assets, it runs.'),
    first_partition options(description='First of its partitions in alphabetical order. Null: none is named.'),
    last_partition options(description='Last of its partitions in alphabetical order. Null: none is named.'),
    partition_count options(description='Partitions that have a run; a run for a range counts as one.'),
    done_count options(description='Partitions whose last try succeeded.'),
    failed_count options(description='Partitions whose last try failed and is not retried by Dagster.'),
    unfinished_count options(description='Partitions whose run goes on, waits in the queue or is about to be retried.'),
    failed_partitions options(description='The partitions that failed, with commas. Null: none.'),
    ended_at options(description='When its last run ended (UTC). Null: it has not.'),
    duration_seconds options(description='Seconds from its start to its end, or until now.'),
    environment options(description='Environment it belongs to: the var `environment`, or the dbt target\'s name; of Dagster and dlt, what the project said.'),
    backfill_id options(description='Dagster\'s id of the backfill.')
)
options(description='How far is the backfill? One row per backfill of Dagster within `history_days`. Dagster launches the runs of a large one little by little: counts are of partitions that have a run by now.')
as
with runs as (
    select
        *,
        case
            when not starts_with(job_name, '__ASSET_JOB') then job_name
            when array_length(asset_selection) > 0
                then concat(
                    (
                        select string_agg(asset_key, ', ' order by place)
                        from unnest(asset_selection) as asset_key
                        with offset as place
                        where place < 2
                    ),
                    if(array_length(asset_selection) > 2, ' and more', '')
                )
            else 'assets'
        end as what,
    from {ledger}.`dagster_runs`
    where
        recorded_at >= timestamp_sub(timestamp_trunc(current_timestamp(), day), interval 30 day)
        and backfill_id is not null
    qualify
        row_number() over (
            partition by environment, deployment, run_id order by updated_at desc, recorded_at
        ) = 1
),

-- of a partition that was tried more than once the last try counts
tries as (
    select
        *,
        case
            when status = 'success' then 'done'
            when status = 'failure' and will_retry then 'running'
            when status = 'failure' then 'failed'
            when status = 'canceled' then 'canceled'
            when status in ('queued', 'not_started') then 'waiting'
            else 'running'
        end as state,
        row_number() over (
            partition by environment, deployment, backfill_id, coalesce(partition_key, run_id)
            order by created_at desc, run_id desc
        ) = 1 as is_last_try,
    from runs
),

backfills as (
    select
        environment,
        deployment,
        backfill_id,
        min(coalesce(created_at, updated_at)) as started_at,
        max(coalesce(ended_at, updated_at)) as last_ended_at,
        string_agg(distinct what, ', ' order by what) as what,
        min(partition_key) as first_partition,
        max(partition_key) as last_partition,
        sum(if(is_last_try, 1, 0)) as partition_count,
        sum(if(is_last_try and state = 'done', 1, 0)) as done_count,
        sum(if(is_last_try and state = 'failed', 1, 0)) as failed_count,
        sum(if(is_last_try and state = 'canceled', 1, 0)) as canceled_count,
        sum(if(is_last_try and state = 'running', 1, 0)) as running_count,
        sum(if(is_last_try and state = 'waiting', 1, 0)) as waiting_count,
        string_agg(
            if(is_last_try and state = 'failed', coalesce(partition_key, run_id), null), ', '
            order by coalesce(partition_key, run_id)
        ) as failed_partitions,
    from tries
    group by environment, deployment, backfill_id
)

select
    started_at,
    case
        when running_count + waiting_count > 0 then 'running'
        when failed_count > 0 then 'failed'
        when canceled_count > 0 then 'canceled'
        else 'succeeded'
    end as status,
    what,
    first_partition,
    last_partition,
    partition_count,
    done_count,
    failed_count,
    running_count + waiting_count as unfinished_count,
    failed_partitions,
    if(running_count + waiting_count > 0, null, last_ended_at) as ended_at,
    round(timestamp_diff(if(running_count + waiting_count > 0, current_timestamp(), last_ended_at), started_at, microsecond) / 1000000, 1) as duration_seconds,
    environment,
    backfill_id,
from backfills
-- nightledger: creation create vw_silences
create or replace view {ledger}.`vw_silences` (
    state options(description='`active`, `planned` or `expired`.'),
    what options(description='What it silences.'),
    starts_at options(description='From when on it holds (UTC).'),
    ends_at options(description='Until when it holds or held (UTC).'),
    comment options(description='Why.'),
    created_by options(description='Who made it.'),
    created_at options(description='When it was made (UTC).'),
    ended_by options(description='Who ended it before its time. Null: nobody.'),
    problem_count options(description='Problems of the last eight days that it holds back, or were open while it held.'),
    silence_id options(description='Id of the silence.')
)
options(description='What is kept quiet? One row per silence that was ever made.')
as
with silences as (
    select
        silence_id,
        max(if(event = 'created', starts_at, null)) as starts_at,
        least(
            max(if(event = 'created', ends_at, null)),
            coalesce(
                min(if(event = 'ended', ends_at, null)),
                max(if(event = 'created', ends_at, null))
            )
        ) as ends_at,
        max(if(event = 'created', created_by, null)) as created_by,
        min(if(event = 'created', occurred_at, null)) as created_at,
        max(if(event = 'ended', created_by, null)) as ended_by,
        max(if(event = 'created', comment, null)) as comment,
        max(if(event = 'created', matched_environment, null)) as matched_environment,
        max(if(event = 'created', severity, null)) as severity,
        max(if(event = 'created', kind, null)) as kind,
        max(if(event = 'created', asset, null)) as asset,
        max(if(event = 'created', subject, null)) as subject,
        max(if(event = 'created', owner, null)) as owner,
        max(if(event = 'created', tag, null)) as tag,
    from {ledger}.`alert_silences`
    group by silence_id
    having starts_at is not null
),

standing as (
    select * from {ledger}.`problem_events`
    where recorded_at >= timestamp_sub(timestamp_trunc(current_timestamp(), day), interval 8 day)
    qualify
        row_number() over (
            partition by event_id
            order by
                if(occurrences_before is null, 1, 0),
                if(occurrences_before is null, null, recorded_at) desc,
                recorded_at,
                look_id
        ) = 1
        and outcome != 'void'
        and max(if(outcome = 'void', 1, 0)) over (partition by coalesce(voids, event_id)) = 0
),

placed as (
    select
        *,
        row_number() over in_order as place,
        coalesce(lag(if(is_event, 'good', outcome)) over in_order, 'good') as outcome_before,
        lag(outcome) over in_order is null as is_first,
    from standing
    window in_order as (partition by fingerprint order by observed_at, if(outcome = 'good', 0, 1), event_id)
),

with_episodes as (
    select
        *,
        sum(if(outcome = 'bad' and outcome_before = 'good', 1, 0)) over (
            partition by fingerprint order by place
            rows between unbounded preceding and current row
        ) as episode_number,
        case severity when 'critical' then 1 when 'error' then 2 when 'info' then 4 else 3 end as severity_rank,
        not is_first and outcome != outcome_before as is_change,
    from placed
),

-- the copy that tells how often the episode had been seen before stands for what it replaces
anchored as (
    select
        *,
        min(if(outcome = 'bad', severity_rank, null)) over (
            partition by fingerprint, episode_number order by place
            rows between unbounded preceding and 1 preceding
        ) as worst_rank_before,
        max(occurrences_before) over (
            partition by fingerprint, episode_number order by place
            rows between unbounded preceding and current row
        ) as anchor_before,
    from with_episodes
),

numbered as (
    select
        *,
        coalesce(anchor_before, 0) + sum(if(outcome = 'bad', 1, 0)) over (
            partition by fingerprint, episode_number, anchor_before order by place
            rows between unbounded preceding and current row
        ) as occurrence_number,
    from anchored
),

timed as (
    select
        *,
        min(if(outcome = 'bad', observed_at, null)) over episode as opened_at,
        if(
            is_event, observed_at, min(if(outcome = 'good', observed_at, null)) over episode
        ) as resolved_at,
        max(if(outcome = 'bad', occurrence_number, null)) over episode as occurrence_count,
        first_value(event_id) over (
            partition by fingerprint, episode_number order by place
            rows between unbounded preceding and current row
        ) as episode_id,
        case
            when outcome = 'good' then outcome_before = 'bad'
            else
                outcome_before = 'good'
                or is_event
                or coalesce(severity_rank < worst_rank_before, false)
        end as is_edge,
        sum(if(is_change, 1, 0)) over (
            partition by fingerprint order by unix_seconds(observed_at)
            range between 86400 preceding and current row
        ) as window_change_count,
        max(if(is_change, observed_at, null)) over (
            partition by fingerprint order by place
            rows between unbounded preceding and 1 preceding
        ) as change_before_at,
    from numbered
    window episode as (partition by fingerprint, episode_number)
),

-- changes with less than the window between them are one restless time
in_restless_times as (
    select
        *,
        is_change and window_change_count >= coalesce(
            if(
                safe_cast(json_value(alerts.flapping_changes) as int64)
                between 1 and 1000,
                safe_cast(json_value(alerts.flapping_changes) as int64), null
            ),
            3
        ) as is_flap,
        sum(
            if(
                is_change
                and coalesce(
                    timestamp_add(change_before_at, interval 24 hour)
                    <= observed_at,
                    true
                ),
                1, 0
            )
        ) over (
            partition by fingerprint order by place
            rows between unbounded preceding and current row
        ) as restless_number,
    from timed
),

-- it flaps from one change too many until a whole window without any
with_flaps as (
    select
        *,
        min(if(is_flap, opened_at, null)) over restless as flaps_from_at,
        if(
            max(if(is_flap, 1, 0)) over restless = 1,
            timestamp_add(
                max(if(is_change, observed_at, null)) over restless,
                interval 24 hour
            ),
            null
        ) as flaps_until,
        min(if(outcome = 'bad', severity_rank, null)) over restless as restless_rank,
    from in_restless_times
    window restless as (partition by fingerprint, restless_number)
),

states as (
    select
        *,
        max(flaps_from_at) over subject as flapping_from_at,
        max(flaps_until) over subject as flapped_until,
        last_value(restless_rank ignore nulls) over in_place as flapping_rank,
        max(if(outcome = 'good', observed_at, null)) over subject as last_green_at,
        max(if(is_edge, observed_at, null)) over subject as changed_at,
        last_value(if(is_edge, known_at, null) ignore nulls) over in_place as changed_known_at,
        last_value(evidence ignore nulls) over in_place as last_evidence,
        last_value(
            if(outcome = 'bad', array_to_string(json_value_array(evidence.caused_by), ','), null)
            ignore nulls
        ) over in_place as causes,
        sum(
            if(
                is_change
                and observed_at > timestamp_sub(
                    current_timestamp(), interval 24 hour
                ),
                1, 0
            )
        ) over subject as change_count,
    from with_flaps
    qualify
        outcome = 'bad'
        and row_number() over (
            partition by fingerprint order by if(outcome = 'bad', 0, 1), place desc
        ) = 1
    window
        subject as (partition by fingerprint),
        in_place as (
            partition by fingerprint order by place
            rows between unbounded preceding and unbounded following
        )
),

held_back as (
    select
        silences.silence_id,
        count(*) as problem_count,
    from states
    inner join silences
        on

            (
        silences.matched_environment is null
        or regexp_contains(
            coalesce(states.environment, ''),
            concat(
                '(?s)^',
                replace(
                    regexp_replace(silences.matched_environment, r'([.+?()\[\]{}^$|\\])', r'\\\1'), '*', '.*'
                ),
                '$'
            )
        )
    ) and
            (
        silences.severity is null
        or regexp_contains(
            coalesce(states.severity, ''),
            concat(
                '(?s)^',
                replace(
                    regexp_replace(silences.severity, r'([.+?()\[\]{}^$|\\])', r'\\\1'), '*', '.*'
                ),
                '$'
            )
        )
    ) and
            (
        silences.kind is null
        or regexp_contains(
            coalesce(states.kind, ''),
            concat(
                '(?s)^',
                replace(
                    regexp_replace(silences.kind, r'([.+?()\[\]{}^$|\\])', r'\\\1'), '*', '.*'
                ),
                '$'
            )
        )
    ) and
            (
        silences.asset is null
        or regexp_contains(
            coalesce(states.asset_name, ''),
            concat(
                '(?s)^',
                replace(
                    regexp_replace(silences.asset, r'([.+?()\[\]{}^$|\\])', r'\\\1'), '*', '.*'
                ),
                '$'
            )
        )
    ) and
            (
        silences.subject is null
        or regexp_contains(
            coalesce(states.subject, ''),
            concat(
                '(?s)^',
                replace(
                    regexp_replace(silences.subject, r'([.+?()\[\]{}^$|\\])', r'\\\1'), '*', '.*'
                ),
                '$'
            )
        )
    ) and
            (
        silences.owner is null
        or regexp_contains(
            coalesce(states.owner, ''),
            concat(
                '(?s)^',
                replace(
                    regexp_replace(silences.owner, r'([.+?()\[\]{}^$|\\])', r'\\\1'), '*', '.*'
                ),
                '$'
            )
        )
    ) and
            (
                silences.tag is null
                or exists (
                    select 1 from unnest(states.tags) as one_tag
                    where (
        silences.tag is null
        or regexp_contains(
            coalesce(one_tag, ''),
            concat(
                '(?s)^',
                replace(
                    regexp_replace(silences.tag, r'([.+?()\[\]{}^$|\\])', r'\\\1'), '*', '.*'
                ),
                '$'
            )
        )
    )
                )
            )
    where
        states.opened_at < silences.ends_at
        and coalesce(states.resolved_at > silences.starts_at, true)
        and silences.starts_at <= current_timestamp()
    group by silences.silence_id
)

select
    case
        when silences.ends_at <= current_timestamp() then 'expired'
        when silences.starts_at > current_timestamp() then 'planned'
        else 'active'
    end as state,
    coalesce(
        nullif(
            array_to_string(
                [
                    concat('severity ', silences.severity),
                    concat('kind ', silences.kind),
                    concat('asset ', silences.asset),
                    concat('subject ', silences.subject),
                    concat('owner ', silences.owner),
                    concat('tag ', silences.tag),
                    concat('environment ', silences.matched_environment)
                ],
                ', '
            ),
            ''
        ),
        'everything'
    ) as what,
    silences.starts_at,
    silences.ends_at,
    silences.comment,
    silences.created_by,
    silences.created_at,
    silences.ended_by,
    coalesce(held_back.problem_count, 0) as problem_count,
    silences.silence_id,
from silences
left join held_back on silences.silence_id = held_back.silence_id
-- nightledger: creation create vw_router_health
create or replace view {ledger}.`vw_router_health` (
    state options(description='`healthy`; `deliveries fail` (more than `receiver_failed_pct` percent within 15 minutes); `failing` (every tick fails); `dead` (no tick for `router_dead_minutes`); `never ran`.'),
    last_tick_at options(description='Last tick (UTC). Null: none in eight days.'),
    last_good_tick_at options(description='Last tick that did not fail (UTC). Null: none in eight days.'),
    last_error options(description='What the last failed tick said. Null: none failed.'),
    accepted_last_15_minutes options(description='Attempts receivers accepted within 15 minutes.'),
    failed_last_15_minutes options(description='Attempts that were not accepted within 15 minutes.'),
    as_of options(description='Clock of the last look (UTC): facts recorded later are not judged yet. Null: none in eight days.')
)
options(description='One row: whether the router lives, and whether what it sends arrives.')
as
with last_ticks as (
    select
        max(occurred_at) as last_tick_at,
        max(if(outcome != 'failed', occurred_at, null)) as last_good_tick_at,
        array_agg(
            if(outcome = 'failed', error, null)
            order by if(outcome = 'failed', 0, 1), occurred_at desc
            limit 1
        )[safe_offset(0)] as last_error,
    from {ledger}.`router_ticks`
    where recorded_at >= timestamp_sub(timestamp_trunc(current_timestamp(), day), interval 8 day)
),

last_attempts as (
    select
        coalesce(sum(if(event = 'accepted', 1, 0)), 0) as accepted_count,
        coalesce(
            sum(if(event in ('retryable', 'refused', 'permanent', 'unknown'), 1, 0)), 0
        ) as failed_count,
    from {ledger}.`alert_deliveries`
    where
        recorded_at >= timestamp_sub(timestamp_trunc(current_timestamp(), day), interval 1 day)
        and occurred_at > timestamp_sub(current_timestamp(), interval 15 minute)
),

last_look as (
    select max(looked_at) as as_of from {ledger}.`looks`
    where recorded_at >= timestamp_sub(timestamp_trunc(current_timestamp(), day), interval 8 day) and event = 'finished'
)

select
    case
        when last_ticks.last_tick_at is null then 'never ran'
        when
            last_ticks.last_tick_at < timestamp_sub(
                current_timestamp(), interval 5 minute
            )
            then 'dead'
        when
            last_ticks.last_good_tick_at is null
            or last_ticks.last_good_tick_at < timestamp_sub(
                current_timestamp(), interval 5 minute
            )
            then 'failing'
        when
            100 * last_attempts.failed_count
            > 1
            * (last_attempts.failed_count + last_attempts.accepted_count)
            then 'deliveries fail'
        else 'healthy'
    end as state,
    last_ticks.last_tick_at,
    last_ticks.last_good_tick_at,
    last_ticks.last_error,
    last_attempts.accepted_count as accepted_last_15_minutes,
    last_attempts.failed_count as failed_last_15_minutes,
    last_look.as_of,
from last_ticks
cross join last_attempts
cross join last_look
-- nightledger: creation create vw_ledger_integrity
create or replace view {ledger}.`vw_ledger_integrity` (
    finding options(description='`duplicate facts` (written more than once; views count them once), `contradicting facts` (the second says another outcome: a forgery, unless shown otherwise) or `missing results` (a command announced more than the ledger has).'),
    severity options(description='`critical` for contradicting facts, else `warn`.'),
    day options(description='Day the facts were recorded, or the command started (UTC).'),
    table_name options(description='Ledger table of facts written twice. Null: missing results.'),
    invocation_id options(description='dbt\'s id of the command whose results are missing. Null: facts written twice.'),
    row_count options(description='Rows too many, or result rows missing.'),
    what_to_do options(description='The next step, in words.'),
    environment options(description='Environment it belongs to: the var `environment`, or the dbt target\'s name; of Dagster and dlt, what the project said.')
)
options(description='Is the record itself complete? One row per finding within `history_days`: facts that were written twice, in the same or in contradicting words, or a dbt command with result rows missing. No rows: nothing to report.')
as
with -- both events carry the same text, so max only picks the one that is there
dbt_commands as (
    select
        environment,
        invocation_id,
        max(coalesce(pipeline_run_id, dagster_run_id, invocation_id)) as run_id,
        max(dagster_run_id) as dagster_run_id,
        max(command) as command,
        max(
            if(
            strpos(concat(' ', coalesce(invocation_command, ''), ' '), concat(' ', command, ' ')) > 0,
            invocation_command,
            concat('dbt ', coalesce(regexp_extract(run_key, r'^[^/]*/[^/]*/(.*)$'), command))
        )
        ) as command_line,
        max(run_key) as run_key,
        max(target_name) as target_name,
        max(invoked_by) as invoked_by,
        max(git_sha) as git_sha,
        max(run_url) as run_url,
        min(if(event = 'started', occurred_at, null)) as start_recorded_at,
        min(if(event = 'finished', occurred_at, null)) as finished_at,
        max(result_count) as announced_result_count,
    from {ledger}.`dbt_invocations`
    where recorded_at >= timestamp_sub(timestamp_trunc(current_timestamp(), day), interval 30 day)
    group by environment, invocation_id
),

all_statuses as (
    select distinct invocation_id, row_id, status
    from {ledger}.`dbt_test_results`
    where recorded_at >= timestamp_sub(timestamp_trunc(current_timestamp(), day), interval 30 day)
    union all
    select distinct invocation_id, row_id, status
    from {ledger}.`dbt_node_results`
    where recorded_at >= timestamp_sub(timestamp_trunc(current_timestamp(), day), interval 30 day)
    union all
    select distinct invocation_id, row_id, status
    from {ledger}.`dbt_source_freshness`
    where recorded_at >= timestamp_sub(timestamp_trunc(current_timestamp(), day), interval 30 day)

),

result_counts as (
    select
        invocation_id,
        count(*) as result_count,
        sum(if(case
        when status in ('pass', 'success') then 'good'
        when status in ('skipped', 'no-op', 'reused') then null
        else 'bad'
    end = 'bad' and status != 'warn', 1, 0))
            as failed_count,
        sum(if(status = 'warn', 1, 0)) as warned_count,
    from all_statuses
    group by invocation_id
),

given_up as (
    select run_id as invocation_id, min(observed_at) as vanished_at
    from {ledger}.`problem_events`
    where
        recorded_at >= timestamp_sub(timestamp_trunc(current_timestamp(), day), interval 30 day)
        and kind = 'run'
        and outcome = 'bad'
    group by run_id
),

-- what was learned on an earlier day, the last one there is, as the look has it
usual_durations as (
    select
        environment,
        subject,
        median,
        learned_on,
        lead(learned_on) over (partition by environment, subject order by learned_on)
            as next_learned_on,
    from {ledger}.`learned_usuals`
    where
        recorded_at >= timestamp_sub(timestamp_trunc(current_timestamp(), day), interval 30 day)
        and measure = 'duration_seconds'
        and starts_with(subject, 'dbt/')
        and coalesce(slot, '') = ''
    qualify
        row_number() over (
            partition by environment, subject, learned_on order by recorded_at
        ) = 1
),

timed_commands as (
    select
        dbt_commands.*,
        coalesce(dbt_commands.start_recorded_at, dbt_commands.finished_at) as started_at,
        round(timestamp_diff(dbt_commands.finished_at, dbt_commands.start_recorded_at, microsecond) / 1000000, 1) as duration_seconds,
        coalesce(result_counts.result_count, 0) as result_count,
        coalesce(result_counts.failed_count, 0) as failed_count,
        coalesce(result_counts.warned_count, 0) as warned_count,
        given_up.vanished_at,
    from dbt_commands
    left join result_counts on dbt_commands.invocation_id = result_counts.invocation_id
    left join given_up on dbt_commands.invocation_id = given_up.invocation_id
),

-- results of a run whose start is out of the window may be out of it too: not missed
dbt_runs as (
    select
        timed_commands.*,
        round(usual_durations.median, 1) as usual_duration_seconds,
        if(
            timed_commands.start_recorded_at is null,
            null,
            greatest(timed_commands.announced_result_count - timed_commands.result_count, 0)
        ) as missing_result_count,
        case
            when finished_at is null and vanished_at is not null then 'vanished'
            when finished_at is null then 'running'
            when failed_count > 0 then 'failed'
            when start_recorded_at is not null and announced_result_count > result_count
                then 'incomplete'
            when warned_count > 0 then 'warned'
            else 'succeeded'
        end as status,
    from timed_commands
    left join usual_durations
        on
            timed_commands.environment = usual_durations.environment
            and concat('dbt/', timed_commands.run_key) = usual_durations.subject
            and date(timed_commands.started_at) > usual_durations.learned_on
            and coalesce(date(timed_commands.started_at) <= usual_durations.next_learned_on, true)
),

facts as (
    select
        environment, 'dbt_invocations' as table_name, row_id, recorded_at,
        to_json_string(struct(result_count)) as outcome,
    from {ledger}.`dbt_invocations`
    where recorded_at >= timestamp_sub(timestamp_trunc(current_timestamp(), day), interval 30 day)
    union all
    select
        environment, 'dbt_node_results' as table_name, row_id, recorded_at,
        to_json_string(struct(status)) as outcome,
    from {ledger}.`dbt_node_results`
    where recorded_at >= timestamp_sub(timestamp_trunc(current_timestamp(), day), interval 30 day)
    union all
    select
        environment, 'dbt_test_results' as table_name, row_id, recorded_at,
        to_json_string(struct(status, failures)) as outcome,
    from {ledger}.`dbt_test_results`
    where recorded_at >= timestamp_sub(timestamp_trunc(current_timestamp(), day), interval 30 day)
    union all
    select
        environment, 'dbt_test_samples' as table_name, row_id, recorded_at,
        to_json_string(struct(unique_id)) as outcome,
    from {ledger}.`dbt_test_samples`
    where recorded_at >= timestamp_sub(timestamp_trunc(current_timestamp(), day), interval 30 day)
    union all
    select
        environment, 'dbt_source_freshness' as table_name, row_id, recorded_at,
        to_json_string(struct(status)) as outcome,
    from {ledger}.`dbt_source_freshness`
    where recorded_at >= timestamp_sub(timestamp_trunc(current_timestamp(), day), interval 30 day)
    union all
    select
        environment, 'dlt_loads' as table_name, row_id, recorded_at,
        to_json_string(struct(rows_loaded)) as outcome,
    from {ledger}.`dlt_loads`
    where recorded_at >= timestamp_sub(timestamp_trunc(current_timestamp(), day), interval 30 day)
    union all
    select
        environment, 'dagster_runs' as table_name, row_id, recorded_at,
        to_json_string(struct(status)) as outcome,
    from {ledger}.`dagster_runs`
    where recorded_at >= timestamp_sub(timestamp_trunc(current_timestamp(), day), interval 30 day)
    union all
    select
        environment, 'dagster_steps' as table_name, row_id, recorded_at,
        to_json_string(struct(event)) as outcome,
    from {ledger}.`dagster_steps`
    where recorded_at >= timestamp_sub(timestamp_trunc(current_timestamp(), day), interval 30 day)
    union all
    select
        environment, 'dagster_ticks' as table_name, row_id, recorded_at,
        to_json_string(struct(status)) as outcome,
    from {ledger}.`dagster_ticks`
    where recorded_at >= timestamp_sub(timestamp_trunc(current_timestamp(), day), interval 30 day)
    union all
    select
        environment, 'dagster_heartbeats' as table_name, row_id, recorded_at,
        to_json_string(struct(is_caught_up)) as outcome,
    from {ledger}.`dagster_heartbeats`
    where recorded_at >= timestamp_sub(timestamp_trunc(current_timestamp(), day), interval 30 day)
    union all
    select
        environment, 'dagster_asset_materializations' as table_name, row_id, recorded_at,
        to_json_string(struct(event, row_count)) as outcome,
    from {ledger}.`dagster_asset_materializations`
    where recorded_at >= timestamp_sub(timestamp_trunc(current_timestamp(), day), interval 30 day)
    union all
    select
        environment, 'dagster_asset_check_evaluations' as table_name, row_id, recorded_at,
        to_json_string(struct(status, severity)) as outcome,
    from {ledger}.`dagster_asset_check_evaluations`
    where recorded_at >= timestamp_sub(timestamp_trunc(current_timestamp(), day), interval 30 day)
    union all
    select
        environment, 'problem_events' as table_name, row_id, recorded_at,
        to_json_string(struct(edge, severity)) as outcome,
    from {ledger}.`problem_events`
    where recorded_at >= timestamp_sub(timestamp_trunc(current_timestamp(), day), interval 30 day)
    union all
    select
        environment, 'alert_deliveries' as table_name, row_id, recorded_at,
        to_json_string(struct(event, receiver)) as outcome,
    from {ledger}.`alert_deliveries`
    where recorded_at >= timestamp_sub(timestamp_trunc(current_timestamp(), day), interval 30 day)
    union all
    select
        environment, 'alert_notices' as table_name, row_id, recorded_at,
        to_json_string(struct(status, severity, title)) as outcome,
    from {ledger}.`alert_notices`
    where recorded_at >= timestamp_sub(timestamp_trunc(current_timestamp(), day), interval 30 day)
    union all
    select
        environment, 'alert_silences' as table_name, row_id, recorded_at,
        to_json_string(struct(starts_at, ends_at)) as outcome,
    from {ledger}.`alert_silences`
    where recorded_at >= timestamp_sub(timestamp_trunc(current_timestamp(), day), interval 30 day)
    union all
    select
        environment, 'alert_acknowledgements' as table_name, row_id, recorded_at,
        to_json_string(struct(fingerprint)) as outcome,
    from {ledger}.`alert_acknowledgements`
    where recorded_at >= timestamp_sub(timestamp_trunc(current_timestamp(), day), interval 30 day)
    union all
    select
        environment, 'router_ticks' as table_name, row_id, recorded_at,
        to_json_string(struct(outcome)) as outcome,
    from {ledger}.`router_ticks`
    where recorded_at >= timestamp_sub(timestamp_trunc(current_timestamp(), day), interval 30 day)

),

written_twice as (
    select
        environment,
        table_name,
        row_id,
        date(min(recorded_at)) as day,
        count(*) - 1 as surplus_count,
        min(outcome) != max(outcome) as is_contradiction,
    from facts
    group by environment, table_name, row_id
    having surplus_count > 0
)

select
    if(is_contradiction, 'contradicting facts', 'duplicate facts') as finding,
    if(is_contradiction, 'critical', 'warn') as severity,
    day,
    table_name,
    cast(null as string) as invocation_id,
    sum(surplus_count) as row_count,
    if(
        is_contradiction,
        'Find out who wrote the second row (recorded_by), and run `nightledger verify`:'
        || ' no two writers of one fact say different things of how it ended.',
        'Nothing to do: two writers recorded the same facts, the views count them once.'
    ) as what_to_do,
    environment,
from written_twice
group by environment, table_name, day, is_contradiction
union all
select
    'missing results',
    'warn',
    date(started_at),
    cast(null as string),
    invocation_id,
    missing_result_count,
    'Run `nightledger ingest target/` with the artifacts of this run: it adds what is missing.'
    || ' If they were there before, rows were deleted: run `nightledger verify`.',
    environment,
from dbt_runs
where missing_result_count > 0
-- nightledger: creation create vw_asset_health
create or replace view {ledger}.`vw_asset_health` (
    asset_name options(description='Table, view or file; a source is `source.table`.'),
    health options(description='`healthy`; `warning` (a warning is open); `degraded` (an error is open); `unknown` (nothing of it was ever seen to be good).'),
    what_is_wrong options(description='Open problems, the worst first, at most five. Null: none.'),
    owner options(description='Who looks after the asset; whoever looks after a test of it does not count. Null: nobody is named.'),
    last_refreshed_at options(description='When it was last refreshed successfully (UTC). Null: not within `history_days`.'),
    last_row_count options(description='Rows of the last refresh. Null: not known.'),
    usual_row_count options(description='What is usual, see `learned_usuals`. Null: too little is known.'),
    last_duration_seconds options(description='Seconds of the last refresh. Null: not known.'),
    usual_duration_seconds options(description='What was usual as of then, in seconds: a median, see `learned_usuals`. Null: too little is known.'),
    freshness_state options(description='What its freshness last was: `pass`, `warn` or `fail`. Null: no verdict in eight days.'),
    passed_check_count options(description='Tests and checks whose last verdict is good.'),
    failed_check_count options(description='Tests and checks whose last verdict is bad, warnings too.'),
    open_problem_count options(description='Open problems.'),
    severity options(description='`critical`, `error` or `warn`: of the worst of them. Null: none.'),
    environment options(description='Environment it belongs to: the var `environment`, or the dbt target\'s name; of Dagster and dlt, what the project said.'),
    asset_id options(description='dbt\'s unique id, `dlt.<pipeline>.<table>` or `dagster.<asset key>`.'),
    as_of options(description='Clock of the last look (UTC): facts recorded later are not judged yet. Null: none in eight days.')
)
options(description='How is each asset? One row per table, view or file that dbt, dlt or Dagster makes or looks at: is it well, what is wrong, when it was refreshed, its last rows and seconds against the usual, its checks.')
as
with refreshes as (
    select
        environment, unique_id as asset_id,
        coalesce(regexp_extract(unique_id, r'^model\.[^.]+\.([^.]+\.v[^.]+)$'), name) as asset_name,
        least(occurred_at, recorded_at) as refreshed_at,
        if(
            coalesce(materialization not in ('view', 'materialized_view', 'ephemeral'), true),
            rows_affected, null
        ) as row_count,
        execution_seconds as duration_seconds, owner,
    from {ledger}.`dbt_node_results`
    where
        recorded_at >= timestamp_sub(timestamp_trunc(current_timestamp(), day), interval 30 day)
        and status = 'success'
        and resource_type in ('model', 'seed', 'snapshot')
        and shifted_days is null
    union all
    select
        environment, concat('dlt.', pipeline_name, '.', table_name),
        concat(pipeline_name, '.', table_name), least(occurred_at, recorded_at), rows_loaded,
        cast(null as float64), cast(null as string),
    from {ledger}.`dlt_loads`
    where recorded_at >= timestamp_sub(timestamp_trunc(current_timestamp(), day), interval 30 day) and status = 'loaded' and shifted_days is null
    union all
    select
        environment, concat('dagster.', asset_key), asset_key, least(occurred_at, recorded_at),
        row_count, cast(null as float64), owners[safe_offset(0)],
    from {ledger}.`dagster_asset_materializations`
    where
        recorded_at >= timestamp_sub(timestamp_trunc(current_timestamp(), day), interval 30 day)
        and event = 'materialized'
        and dbt_unique_id is null
        and coalesce(array_length(dlt_load_ids), 0) = 0
),

last_refreshes as (
    select * from refreshes
    qualify
        row_number() over (partition by environment, asset_id order by refreshed_at desc) = 1
),

usuals as (
    select
        environment,
        subject,
        max(if(measure = 'row_count', median, null)) as usual_row_count,
        max(if(measure = 'duration_seconds', median, null)) as usual_duration_seconds,
    from {ledger}.`learned_usuals`
    where recorded_at >= timestamp_sub(timestamp_trunc(current_timestamp(), day), interval 2 day) and coalesce(slot, '') = ''
    group by environment, subject
),

standing as (
    select * from {ledger}.`problem_events`
    where recorded_at >= timestamp_sub(timestamp_trunc(current_timestamp(), day), interval 8 day)
    qualify
        row_number() over (
            partition by event_id
            order by
                if(occurrences_before is null, 1, 0),
                if(occurrences_before is null, null, recorded_at) desc,
                recorded_at,
                look_id
        ) = 1
        and outcome != 'void'
        and max(if(outcome = 'void', 1, 0)) over (partition by coalesce(voids, event_id)) = 0
),

-- the last word on each subject: bad is open
last_verdicts as (
    select * from standing
    where asset_id is not null and not is_event
    qualify
        row_number() over (
            partition by fingerprint
            order by observed_at desc, if(outcome = 'good', 0, 1) desc, event_id desc
        ) = 1
),

ranked as (
    select
        *,
        row_number() over (
            partition by environment, asset_id
            order by
                if(outcome = 'bad', 0, 1), case severity when 'critical' then 1 when 'error' then 2 when 'info' then 4 else 3 end,
                observed_at, subject
        ) as position,
    from last_verdicts
),

-- whoever looks after a test looks not after what it tests
verdicts as (
    select
        environment,
        asset_id,
        max(asset_name) as asset_name,
        max(if(kind in ('node', 'freshness', 'load', 'stale asset'), owner, null)) as owner,
        sum(if(kind in ('test', 'check') and outcome = 'good', 1, 0)) as passed_check_count,
        sum(if(kind in ('test', 'check') and outcome = 'bad', 1, 0)) as failed_check_count,
        max(
            if(
                kind in ('freshness', 'asset freshness', 'stale asset'),
                case
                    when outcome = 'good' then '1 pass'
                    when severity = 'warn' then '2 warn'
                    else '3 fail'
                end,
                null
            )
        ) as freshness,
        sum(if(outcome = 'bad', 1, 0)) as open_problem_count,
        min(if(outcome = 'bad', case severity when 'critical' then 1 when 'error' then 2 when 'info' then 4 else 3 end, null))
            as severity_rank,
        concat(
        string_agg(if(position <= 5, if(outcome = 'bad', subject, null), null), ', ' order by position),
        if(
            count(if(outcome = 'bad', subject, null)) > 5,
            concat(' +', cast(count(if(outcome = 'bad', subject, null)) - 5 as string), ' more'),
            ''
        )
    )
            as what_is_wrong,
    from ranked
    group by environment, asset_id
),

last_look as (
    select max(looked_at) as as_of from {ledger}.`looks`
    where recorded_at >= timestamp_sub(timestamp_trunc(current_timestamp(), day), interval 8 day) and event = 'finished'
),

assets as (
    select
        coalesce(last_refreshes.environment, verdicts.environment) as environment,
        coalesce(last_refreshes.asset_id, verdicts.asset_id) as asset_id,
        coalesce(last_refreshes.asset_name, verdicts.asset_name) as asset_name,
        coalesce(last_refreshes.owner, verdicts.owner) as owner,
        last_refreshes.refreshed_at,
        last_refreshes.row_count,
        last_refreshes.duration_seconds,
        verdicts.* except (environment, asset_id, asset_name, owner),
    from last_refreshes
    full outer join verdicts
        on
            last_refreshes.environment = verdicts.environment
            and last_refreshes.asset_id = verdicts.asset_id
)

select
    assets.asset_name,
    case
        when severity_rank <= 2 then 'degraded'
        when severity_rank = 3 then 'warning'
        when
            refreshed_at is null
            and coalesce(passed_check_count, 0) = 0
            and freshness is null
            then 'unknown'
        else 'healthy'
    end as health,
    what_is_wrong,
    owner,
    refreshed_at as last_refreshed_at,
    row_count as last_row_count,
    cast(round(usuals.usual_row_count) as int64) as usual_row_count,
    round(duration_seconds, 1) as last_duration_seconds,
    round(usuals.usual_duration_seconds, 1) as usual_duration_seconds,
    substr(freshness, 3) as freshness_state,
    coalesce(passed_check_count, 0) as passed_check_count,
    coalesce(failed_check_count, 0) as failed_check_count,
    coalesce(open_problem_count, 0) as open_problem_count,
    case severity_rank when 1 then 'critical' when 2 then 'error' when 3 then 'warn' end
        as severity,
    assets.environment,
    asset_id,
    last_look.as_of,
from assets
cross join last_look
left join usuals
    on assets.environment = usuals.environment and assets.asset_id = usuals.subject
where
    not starts_with(asset_id, 'dlt.')
    or array_length(split(asset_id, '.')) > 2
-- nightledger: creation create vw_alert_ledger
create or replace view {ledger}.`vw_alert_ledger` (
    day options(description='Day on which the turns could be known, or the rows were written (UTC).'),
    environment options(description='Environment of the problems; `*`: what concerns all, such as a look or a tick.'),
    turn_count options(description='Verdicts that opened, worsened or ended a problem.'),
    told_count options(description='Of them: a receiver accepted a message that says it or worse, or that it flaps.'),
    suppressed_count options(description='Of them: a decision says why it was not told.'),
    superseded_count options(description='Of them: a later turn of the problem came before it was told.'),
    pending_count options(description='Of them: younger than the last tick, or held back by it.'),
    undecided_count options(description='Of them: none of these. Must be 0.'),
    unfounded_count options(description='Lines of messages and decisions about what no verdict said then. Must be 0.'),
    unanswered_count options(description='Attempts without an outcome fifteen minutes later, and without a later attempt. Must be 0.'),
    unclaimed_count options(description='Outcomes without their claim, and gaps in the numbers of claims. Must be 0.'),
    miscounted_count options(description='Ticks and looks that say they wrote another number of rows than there are, and looks that are not there. Must be 0.'),
    missing_fact_count options(description='Facts a look counted and the next did not find. Must be 0.'),
    is_balanced options(description='Whether all that must be 0 is.')
)
options(description='Did every alert arrive? One row per environment and day of the last `alert_days`: each turn of a problem (it opened, worsened, ended) and what became of it, and what the writers say of each other. Nothing is a complement, so what was deleted or forged shows.')
as
with events as (
    select * from {ledger}.`problem_events`
    where recorded_at >= timestamp_sub(timestamp_trunc(current_timestamp(), day), interval 9 day)
),

deliveries as (
    select
        *,
        max(if(event = 'claimed', 1, 0)) over attempt as is_claimed,
        max(if(event in ('accepted', 'retryable', 'refused', 'permanent', 'unknown'), 1, 0))
            over attempt as is_answered,
        max(if(event = 'accepted', 1, 0)) over attempt as is_accepted,
        max(sequence) over (partition by receiver, recipient) as last_sequence,
    from {ledger}.`alert_deliveries`
    where recorded_at >= timestamp_sub(timestamp_trunc(current_timestamp(), day), interval 9 day)
    window attempt as (partition by receiver, recipient, sequence)
),

-- what a message or a decision says: a message of a storm names thousands, and is not repeated
-- for each of them
spoken as (
    select
        event,
        environment,
        recorded_at,
        as_of,
        edge,
        array(
            select as struct
                json_value(line.fingerprint) as fingerprint,
                json_value(line.state) as state,
                case json_value(line.severity) when 'critical' then 1 when 'error' then 2 when 'info' then 4 else 3 end as severity_rank,
            from unnest(coalesce(json_query_array(told), [told])) as line
        ) as told_lines,
    from deliveries
    where event = 'suppressed' or (event = 'claimed' and is_accepted = 1)
),

said as (
    select
        spoken.event,
        spoken.environment,
        spoken.recorded_at,
        spoken.as_of,
        spoken.edge,
        line.fingerprint,
        line.state,
        line.severity_rank,
    from spoken
    cross join unnest(spoken.told_lines) as line
),

-- who was told last that it flaps hears of no single change
lines as (
    select
        *,
        state = 'flapping' and as_of = max(as_of) over (partition by fingerprint) as is_flapping,
    from said
),

last_tick as (
    select
        max(as_of) as as_of,
        array_agg(held_count order by occurred_at desc limit 1)[safe_offset(0)] as held_count,
    from {ledger}.`router_ticks`
    where recorded_at >= timestamp_sub(timestamp_trunc(current_timestamp(), day), interval 7 day) and outcome = 'ok'
),

voided as (
    select distinct voids from events
    where outcome = 'void'
),

edges as (
    select
        events.event_id,
        events.fingerprint,
        events.environment,
        events.known_at,
        if(events.edge = 'ended', 'good', 'bad') as edge_side,
        case events.severity when 'critical' then 1 when 'error' then 2 when 'info' then 4 else 3 end as severity_rank,
    from events
    left join voided on events.event_id = voided.voids
    where
        events.edge is not null
        and not events.is_copy
        and voided.voids is null
        and events.recorded_at >= timestamp_sub(timestamp_trunc(current_timestamp(), day), interval 7 day)
    qualify row_number() over (partition by events.event_id order by events.recorded_at) = 1
),

in_turn as (
    select
        *,
        lead(known_at) over (
            partition by fingerprint order by known_at, if(edge_side = 'good', 0, 1), event_id
        ) as next_known_at,
    from edges
),

matched as (
    select
        in_turn.event_id,
        max(
            if(
                lines.event = 'claimed'
                and (
                    lines.is_flapping
                    or if(
                        in_turn.edge_side = 'good',
                        lines.state = 'good',
                        lines.state in ('bad', 'flapping', 'event')
                        and lines.severity_rank <= in_turn.severity_rank
                    )
                ),
                1, 0
            )
        ) as is_told,
        max(if(lines.event = 'suppressed' and lines.edge = in_turn.edge_side, 1, 0))
            as is_suppressed,
    from in_turn
    inner join lines on in_turn.fingerprint = lines.fingerprint
    where lines.as_of >= in_turn.known_at or lines.is_flapping
    group by in_turn.event_id
),

-- a problem nobody was told of before it ended owes nobody an end: its opening is superseded
fated as (
    select
        in_turn.*,
        case
            when matched.is_told = 1 then 'told'
            when matched.is_suppressed = 1 then 'suppressed'
            when in_turn.next_known_at is not null then 'superseded'
            when
                coalesce(in_turn.known_at > last_tick.as_of, true)
                then 'pending'
        end as fate,
        last_tick.held_count,
    from in_turn
    cross join last_tick
    left join matched on in_turn.event_id = matched.event_id
),

turns as (
    select
        * except (fate),
        case
            when fate is not null then fate
            when
                row_number() over (partition by fate order by known_at desc, event_id)
                <= held_count
                then 'pending'
            else 'undecided'
        end as fate,
    from fated
),

known_from as (
    select
        fingerprint,
        min(if(outcome = 'bad', known_at, null)) as bad_from,
        min(if(outcome = 'bad', case severity when 'critical' then 1 when 'error' then 2 when 'info' then 4 else 3 end, null)) as worst_rank,
    from events
    group by fingerprint
),

unfounded as (
    select
        date(lines.recorded_at) as day,
        lines.environment,
        count(*) as unfounded_count,
    from lines
    left join known_from on lines.fingerprint = known_from.fingerprint
    where
        lines.recorded_at >= timestamp_sub(timestamp_trunc(current_timestamp(), day), interval 7 day)
        and not coalesce(
            lines.as_of >= known_from.bad_from and lines.severity_rank >= known_from.worst_rank,
            false
        )
    group by day, lines.environment
),

attempts as (
    select
        date(recorded_at) as day,
        environment,
        sum(
            if(
                event = 'claimed'
                and is_answered = 0
                and sequence = last_sequence
                and occurred_at < timestamp_sub(
                    current_timestamp(), interval 15 minute
                ),
                1, 0
            )
        ) as unanswered_count,
        sum(if(event not in ('claimed', 'suppressed', 'carried') and is_claimed = 0, 1, 0))
            as unclaimed_count,
    from deliveries
    where recorded_at >= timestamp_sub(timestamp_trunc(current_timestamp(), day), interval 7 day)
    group by day, environment
),

gaps as (
    select
        date(max(recorded_at)) as day,
        '*' as environment,
        max(sequence) - min(sequence) + 1 - count(distinct sequence) as gap_count,
    from deliveries
    where event = 'claimed'
    group by receiver, recipient
),

written_by_ticks as (
    select
        tick_id,
        sum(if(event = 'claimed', 1, 0)) as claimed_count,
        sum(if(event = 'accepted', 1, 0)) as accepted_count,
        sum(if(event in ('retryable', 'refused', 'permanent', 'unknown'), 1, 0)) as failed_count,
        sum(if(event = 'suppressed', 1, 0)) as decision_count,
    from deliveries
    group by tick_id
),

ticks as (
    select date(ticks.recorded_at) as day, count(*) as miscounted_tick_count
    from (
        select * from {ledger}.`router_ticks`
        where recorded_at >= timestamp_sub(timestamp_trunc(current_timestamp(), day), interval 7 day) and outcome = 'ok'
    ) as ticks
    left join written_by_ticks on ticks.tick_id = written_by_ticks.tick_id
    where
        ticks.message_count != coalesce(written_by_ticks.claimed_count, 0)
        or ticks.accepted_count != coalesce(written_by_ticks.accepted_count, 0)
        or ticks.failed_count != coalesce(written_by_ticks.failed_count, 0)
        or ticks.decision_count != coalesce(written_by_ticks.decision_count, 0)
    group by day
),

written_by_looks as (
    select look_id, count(distinct row_id) as written_count
    from events
    group by look_id
),

said_by_looks as (
    select
        look_id,
        date(min(recorded_at)) as day,
        max(event_count) as event_count,
        sum(greatest(counted_then - counted_again, 0)) as missing_fact_count,
    from {ledger}.`looks`
    where recorded_at >= timestamp_sub(timestamp_trunc(current_timestamp(), day), interval 7 day) and event = 'finished'
    group by look_id
),

-- rows of a look that is not there are forged; a look that died leaves no row at all
looks as (
    select
        coalesce(said_by_looks.day, date(timestamp_sub(timestamp_trunc(current_timestamp(), day), interval 7 day))) as day,
        sum(
            if(
                coalesce(
                    said_by_looks.event_count = coalesce(written_by_looks.written_count, 0), false
                ),
                0, 1
            )
        ) as miscounted_look_count,
        sum(coalesce(said_by_looks.missing_fact_count, 0)) as missing_fact_count,
    from said_by_looks
    left join written_by_looks on said_by_looks.look_id = written_by_looks.look_id
    group by day
),

forged as (
    select date(min(events.recorded_at)) as day, events.look_id
    from events
    left join said_by_looks on events.look_id = said_by_looks.look_id
    where events.recorded_at >= timestamp_sub(timestamp_trunc(current_timestamp(), day), interval 7 day) and said_by_looks.look_id is null
    group by events.look_id
),

delivery_faults as (
    select
        day, environment, unfounded_count, 0 as unanswered_count, 0 as unclaimed_count,
        0 as miscounted_count, 0 as missing_fact_count,
    from unfounded
    union all
    select day, environment, 0, unanswered_count, unclaimed_count, 0, 0 from attempts
    union all
    select day, environment, 0, 0, gap_count, 0, 0 from gaps
    where gap_count > 0
    union all
    select day, '*', 0, 0, 0, miscounted_tick_count, 0 from ticks
    union all
    select day, '*', 0, 0, 0, miscounted_look_count, missing_fact_count from looks
    union all
    select day, '*', 0, 0, 0, 1, 0 from forged
),

counted_turns as (
    select
        date(turns.known_at) as day,
        turns.environment,
        count(*) as turn_count,
        sum(if(turns.fate = 'told', 1, 0)) as told_count,
        sum(if(turns.fate = 'suppressed', 1, 0)) as suppressed_count,
        sum(if(turns.fate = 'superseded', 1, 0)) as superseded_count,
        sum(if(turns.fate = 'pending', 1, 0)) as pending_count,
        sum(if(turns.fate = 'undecided', 1, 0)) as undecided_count,
    from turns
    group by day, turns.environment
),

everything as (
    select
        day, environment, turn_count, told_count, suppressed_count, superseded_count,
        pending_count, undecided_count, 0 as unfounded_count, 0 as unanswered_count,
        0 as unclaimed_count, 0 as miscounted_count, 0 as missing_fact_count,
    from counted_turns
    union all
    select
        day, environment, 0, 0, 0, 0, 0, 0, unfounded_count, unanswered_count, unclaimed_count,
        miscounted_count, missing_fact_count,
    from delivery_faults
),

summed as (
    select
        day,
        environment,
        sum(turn_count) as turn_count,
        sum(told_count) as told_count,
        sum(suppressed_count) as suppressed_count,
        sum(superseded_count) as superseded_count,
        sum(pending_count) as pending_count,
        sum(undecided_count) as undecided_count,
        sum(unfounded_count) as unfounded_count,
        sum(unanswered_count) as unanswered_count,
        sum(unclaimed_count) as unclaimed_count,
        sum(miscounted_count) as miscounted_count,
        sum(missing_fact_count) as missing_fact_count,
    from everything
    group by day, environment
)

select
    *,
    undecided_count + unfounded_count + unanswered_count + unclaimed_count + miscounted_count
    + missing_fact_count = 0 as is_balanced,
from summed
-- nightledger: creation create vw_costs
create or replace view {ledger}.`vw_costs` (
    day options(description='Day (UTC) it was built.'),
    subject options(description='What is wrong or was, as messages show it.'),
    owner options(description='Who looks after it. Null: nobody is named.'),
    build_count options(description='How often it was built that day.'),
    bytes_billed options(description='Bytes BigQuery billed for that.'),
    slot_ms options(description='Slot milliseconds that took.'),
    cost_usd options(description='Dollars: bytes by the setting `usd_per_tib`, or slot time where `usd_per_slot_hour` is set.'),
    share_pct options(description='Percent of what all of them cost that day.'),
    usual_cost_usd options(description='Mean of the days of the week before on which it was built. Null: none.'),
    coverage_pct options(description='Percent of the builds of which BigQuery told the job.'),
    environment options(description='Environment it belongs to: the var `environment`, or the dbt target\'s name; of Dagster and dlt, what the project said.'),
    subject_id options(description='dbt\'s unique id.')
)
options(description='What does each model cost? One row per model, seed or snapshot and day within `history_days`, from what BigQuery told dbt. dbt is told nothing about tests.')
as
with built as (
    select * from {ledger}.`dbt_node_results`
    where recorded_at >= timestamp_sub(timestamp_trunc(current_timestamp(), day), interval 30 day)
    qualify row_number() over (partition by row_id order by recorded_at) = 1
),

by_day as (
    select
        date(occurred_at) as day,
        environment,
        unique_id as subject_id,
        max(concat(resource_type, ' ', name)) as subject,
        max(owner) as owner,
        count(*) as build_count,
        sum(if(job_id is null, 0, 1)) as known_job_count,
        sum(bytes_billed) as bytes_billed,
        sum(slot_ms) as slot_ms,
        sum(bytes_billed) / 1099511627776 * 6.25 as cost_usd,
    from built
    where case
        when status in ('pass', 'success') then 'good'
        when status in ('skipped', 'no-op', 'reused') then null
        else 'bad'
    end is not null
    group by day, environment, subject_id
)

select
    day,
    subject,
    owner,
    build_count,
    bytes_billed,
    slot_ms,
    round(cost_usd, 4) as cost_usd,
    round(
        100 * cost_usd / nullif(sum(cost_usd) over (partition by environment, day), 0), 1
    ) as share_pct,
    round(
        avg(cost_usd) over (
            partition by environment, subject_id order by unix_date(day)
            range between 7 preceding and 1 preceding
        ),
        4
    ) as usual_cost_usd,
    round(100 * known_job_count / build_count, 1) as coverage_pct,
    environment,
    subject_id,
from by_day
-- nightledger: creation create vw_slis
create or replace view {ledger}.`vw_slis` (
    day options(description='Day (UTC).'),
    sli options(description='What is measured: `run_success`, `queue_time` (Dagster), `check_success` (dbt\'s tests and Dagster\'s checks), `freshness` (of sources), `load_success` (dlt), `router` (its ticks).'),
    subject options(description='Command, job, asset, source, table of a pipeline; `*` for the router.'),
    good_count options(description='How often it was good.'),
    total_count options(description='How often it was measured.'),
    good_pct options(description='Percent of times it was good. Null: it is only timed.'),
    mean_seconds options(description='Mean of what it took; of `freshness` the age of the newest row. Null: nothing is timed.'),
    p50_seconds options(description='Median of that.'),
    p95_seconds options(description='95th percentile of that.'),
    environment options(description='Environment it belongs to: the var `environment`, or the dbt target\'s name; of Dagster and dlt, what the project said.')
)
options(description='How good was each day? One row per day and thing a service level may be about, within `history_days`.')
as
with -- both events carry the same text, so max only picks the one that is there
dbt_commands as (
    select
        environment,
        invocation_id,
        max(coalesce(pipeline_run_id, dagster_run_id, invocation_id)) as run_id,
        max(dagster_run_id) as dagster_run_id,
        max(command) as command,
        max(
            if(
            strpos(concat(' ', coalesce(invocation_command, ''), ' '), concat(' ', command, ' ')) > 0,
            invocation_command,
            concat('dbt ', coalesce(regexp_extract(run_key, r'^[^/]*/[^/]*/(.*)$'), command))
        )
        ) as command_line,
        max(run_key) as run_key,
        max(target_name) as target_name,
        max(invoked_by) as invoked_by,
        max(git_sha) as git_sha,
        max(run_url) as run_url,
        min(if(event = 'started', occurred_at, null)) as start_recorded_at,
        min(if(event = 'finished', occurred_at, null)) as finished_at,
        max(result_count) as announced_result_count,
    from {ledger}.`dbt_invocations`
    where recorded_at >= timestamp_sub(timestamp_trunc(current_timestamp(), day), interval 30 day)
    group by environment, invocation_id
),

all_statuses as (
    select distinct invocation_id, row_id, status
    from {ledger}.`dbt_test_results`
    where recorded_at >= timestamp_sub(timestamp_trunc(current_timestamp(), day), interval 30 day)
    union all
    select distinct invocation_id, row_id, status
    from {ledger}.`dbt_node_results`
    where recorded_at >= timestamp_sub(timestamp_trunc(current_timestamp(), day), interval 30 day)
    union all
    select distinct invocation_id, row_id, status
    from {ledger}.`dbt_source_freshness`
    where recorded_at >= timestamp_sub(timestamp_trunc(current_timestamp(), day), interval 30 day)

),

result_counts as (
    select
        invocation_id,
        count(*) as result_count,
        sum(if(case
        when status in ('pass', 'success') then 'good'
        when status in ('skipped', 'no-op', 'reused') then null
        else 'bad'
    end = 'bad' and status != 'warn', 1, 0))
            as failed_count,
        sum(if(status = 'warn', 1, 0)) as warned_count,
    from all_statuses
    group by invocation_id
),

given_up as (
    select run_id as invocation_id, min(observed_at) as vanished_at
    from {ledger}.`problem_events`
    where
        recorded_at >= timestamp_sub(timestamp_trunc(current_timestamp(), day), interval 30 day)
        and kind = 'run'
        and outcome = 'bad'
    group by run_id
),

-- what was learned on an earlier day, the last one there is, as the look has it
usual_durations as (
    select
        environment,
        subject,
        median,
        learned_on,
        lead(learned_on) over (partition by environment, subject order by learned_on)
            as next_learned_on,
    from {ledger}.`learned_usuals`
    where
        recorded_at >= timestamp_sub(timestamp_trunc(current_timestamp(), day), interval 30 day)
        and measure = 'duration_seconds'
        and starts_with(subject, 'dbt/')
        and coalesce(slot, '') = ''
    qualify
        row_number() over (
            partition by environment, subject, learned_on order by recorded_at
        ) = 1
),

timed_commands as (
    select
        dbt_commands.*,
        coalesce(dbt_commands.start_recorded_at, dbt_commands.finished_at) as started_at,
        round(timestamp_diff(dbt_commands.finished_at, dbt_commands.start_recorded_at, microsecond) / 1000000, 1) as duration_seconds,
        coalesce(result_counts.result_count, 0) as result_count,
        coalesce(result_counts.failed_count, 0) as failed_count,
        coalesce(result_counts.warned_count, 0) as warned_count,
        given_up.vanished_at,
    from dbt_commands
    left join result_counts on dbt_commands.invocation_id = result_counts.invocation_id
    left join given_up on dbt_commands.invocation_id = given_up.invocation_id
),

-- results of a run whose start is out of the window may be out of it too: not missed
dbt_runs as (
    select
        timed_commands.*,
        round(usual_durations.median, 1) as usual_duration_seconds,
        if(
            timed_commands.start_recorded_at is null,
            null,
            greatest(timed_commands.announced_result_count - timed_commands.result_count, 0)
        ) as missing_result_count,
        case
            when finished_at is null and vanished_at is not null then 'vanished'
            when finished_at is null then 'running'
            when failed_count > 0 then 'failed'
            when start_recorded_at is not null and announced_result_count > result_count
                then 'incomplete'
            when warned_count > 0 then 'warned'
            else 'succeeded'
        end as status,
    from timed_commands
    left join usual_durations
        on
            timed_commands.environment = usual_durations.environment
            and concat('dbt/', timed_commands.run_key) = usual_durations.subject
            and date(timed_commands.started_at) > usual_durations.learned_on
            and coalesce(date(timed_commands.started_at) <= usual_durations.next_learned_on, true)
),

dagster_runs as (
    select * from {ledger}.`dagster_runs`
    where recorded_at >= timestamp_sub(timestamp_trunc(current_timestamp(), day), interval 30 day)
    qualify
        row_number() over (
            partition by environment, run_id order by updated_at desc, recorded_at
        ) = 1
        and status != 'managed'
),

measured as (
    select
        environment,
        'run_success' as sli,
        concat('dbt ', command) as subject,
        started_at as measured_at,
        status in ('succeeded', 'warned') as is_good,
        duration_seconds as seconds,
    from dbt_runs
    where status != 'running'
    union all
    select
        environment, 'run_success', job_name, created_at, status = 'success',
        round(timestamp_diff(ended_at, started_at, microsecond) / 1000000, 1),
    from dagster_runs
    where ended_at is not null and coalesce(will_retry, false) = false
    union all
    select
        environment, 'queue_time', job_name, created_at, cast(null as bool), queue_seconds,
    from dagster_runs
    where queue_seconds is not null
    union all
    select
        environment, 'check_success', coalesce(asset_name, test_name), occurred_at,
        case
        when status in ('pass', 'success') then 'good'
        when status in ('skipped', 'no-op', 'reused') then null
        else 'bad'
    end = 'good', execution_seconds,
    from (select * from {ledger}.`dbt_test_results`
    where recorded_at >= timestamp_sub(timestamp_trunc(current_timestamp(), day), interval 30 day)
    qualify row_number() over (partition by row_id order by recorded_at) = 1)
    where case
        when status in ('pass', 'success') then 'good'
        when status in ('skipped', 'no-op', 'reused') then null
        else 'bad'
    end is not null
    union all
    select
        environment, 'check_success', asset_key, occurred_at, status = 'passed',
        cast(null as float64),
    from (select * from {ledger}.`dagster_asset_check_evaluations`
    where recorded_at >= timestamp_sub(timestamp_trunc(current_timestamp(), day), interval 30 day)
    qualify row_number() over (partition by row_id order by recorded_at) = 1)
    where status in ('passed', 'failed') and dbt_unique_id is null
    union all
    select
        environment, 'freshness', concat(source_name, '.', table_name), occurred_at,
        case
        when status in ('pass', 'success') then 'good'
        when status in ('skipped', 'no-op', 'reused') then null
        else 'bad'
    end = 'good', age_seconds,
    from (select * from {ledger}.`dbt_source_freshness`
    where recorded_at >= timestamp_sub(timestamp_trunc(current_timestamp(), day), interval 30 day)
    qualify row_number() over (partition by row_id order by recorded_at) = 1)
    where case
        when status in ('pass', 'success') then 'good'
        when status in ('skipped', 'no-op', 'reused') then null
        else 'bad'
    end is not null
    union all
    select
        environment, 'load_success', concat(pipeline_name, '.', table_name), occurred_at,
        status = 'loaded', round(timestamp_diff(finished_at, started_at, microsecond) / 1000000, 1),
    from (select * from {ledger}.`dlt_loads`
    where recorded_at >= timestamp_sub(timestamp_trunc(current_timestamp(), day), interval 30 day)
    qualify row_number() over (partition by row_id order by recorded_at) = 1)
    union all
    select
        environment, 'router', '*', occurred_at, outcome in ('ok', 'idle'), duration_seconds,
    from (select * from {ledger}.`router_ticks`
    where recorded_at >= timestamp_sub(timestamp_trunc(current_timestamp(), day), interval 30 day)
    qualify row_number() over (partition by row_id order by recorded_at) = 1)
),

ranked as (
    select
        *,
        date(measured_at) as day,
        percentile_cont(seconds, 0.5) over (
            partition by environment, sli, subject, date(measured_at)
        ) as p50,
        percentile_cont(seconds, 0.95) over (
            partition by environment, sli, subject, date(measured_at)
        ) as p95,
    from measured
)

select
    day,
    sli,
    subject,
    sum(if(is_good, 1, 0)) as good_count,
    count(*) as total_count,
    round(100 * sum(if(is_good, 1, 0)) / nullif(sum(if(is_good is null, 0, 1)), 0), 2) as good_pct,
    round(avg(seconds), 1) as mean_seconds,
    round(max(p50), 1) as p50_seconds,
    round(max(p95), 1) as p95_seconds,
    environment,
from ranked
group by day, sli, subject, environment
-- nightledger: creation create vw_slos
create or replace view {ledger}.`vw_slos` (
    name options(description='Name of the objective.'),
    state options(description='`ok`, `burning` (half of the budget is used), `exhausted`, or `too few to say`.'),
    objective_pct options(description='Percent of events that have to be good.'),
    attainment_pct options(description='Percent that were. Null: there were none.'),
    good_count options(description='Good events in the window.'),
    total_count options(description='Events in the window.'),
    budget_count options(description='Bad events the objective allows in the window.'),
    budget_left_pct options(description='Percent of them that are left; below zero, the objective is missed.'),
    window_days options(description='Days the window goes back from now.'),
    sli options(description='What is measured, see `vw_slis`.'),
    subject options(description='Pattern of the subjects it is about; `*` stands for anything.'),
    owner options(description='Who looks after it. Null: nobody is named.'),
    environment options(description='Environment it belongs to: the var `environment`, or the dbt target\'s name; of Dagster and dlt, what the project said.')
)
options(description='Is each service level kept? One row per objective of the setting `slos`.')
as
with -- both events carry the same text, so max only picks the one that is there
dbt_commands as (
    select
        environment,
        invocation_id,
        max(coalesce(pipeline_run_id, dagster_run_id, invocation_id)) as run_id,
        max(dagster_run_id) as dagster_run_id,
        max(command) as command,
        max(
            if(
            strpos(concat(' ', coalesce(invocation_command, ''), ' '), concat(' ', command, ' ')) > 0,
            invocation_command,
            concat('dbt ', coalesce(regexp_extract(run_key, r'^[^/]*/[^/]*/(.*)$'), command))
        )
        ) as command_line,
        max(run_key) as run_key,
        max(target_name) as target_name,
        max(invoked_by) as invoked_by,
        max(git_sha) as git_sha,
        max(run_url) as run_url,
        min(if(event = 'started', occurred_at, null)) as start_recorded_at,
        min(if(event = 'finished', occurred_at, null)) as finished_at,
        max(result_count) as announced_result_count,
    from {ledger}.`dbt_invocations`
    where recorded_at >= timestamp_sub(timestamp_trunc(current_timestamp(), day), interval 30 day)
    group by environment, invocation_id
),

all_statuses as (
    select distinct invocation_id, row_id, status
    from {ledger}.`dbt_test_results`
    where recorded_at >= timestamp_sub(timestamp_trunc(current_timestamp(), day), interval 30 day)
    union all
    select distinct invocation_id, row_id, status
    from {ledger}.`dbt_node_results`
    where recorded_at >= timestamp_sub(timestamp_trunc(current_timestamp(), day), interval 30 day)
    union all
    select distinct invocation_id, row_id, status
    from {ledger}.`dbt_source_freshness`
    where recorded_at >= timestamp_sub(timestamp_trunc(current_timestamp(), day), interval 30 day)

),

result_counts as (
    select
        invocation_id,
        count(*) as result_count,
        sum(if(case
        when status in ('pass', 'success') then 'good'
        when status in ('skipped', 'no-op', 'reused') then null
        else 'bad'
    end = 'bad' and status != 'warn', 1, 0))
            as failed_count,
        sum(if(status = 'warn', 1, 0)) as warned_count,
    from all_statuses
    group by invocation_id
),

given_up as (
    select run_id as invocation_id, min(observed_at) as vanished_at
    from {ledger}.`problem_events`
    where
        recorded_at >= timestamp_sub(timestamp_trunc(current_timestamp(), day), interval 30 day)
        and kind = 'run'
        and outcome = 'bad'
    group by run_id
),

-- what was learned on an earlier day, the last one there is, as the look has it
usual_durations as (
    select
        environment,
        subject,
        median,
        learned_on,
        lead(learned_on) over (partition by environment, subject order by learned_on)
            as next_learned_on,
    from {ledger}.`learned_usuals`
    where
        recorded_at >= timestamp_sub(timestamp_trunc(current_timestamp(), day), interval 30 day)
        and measure = 'duration_seconds'
        and starts_with(subject, 'dbt/')
        and coalesce(slot, '') = ''
    qualify
        row_number() over (
            partition by environment, subject, learned_on order by recorded_at
        ) = 1
),

timed_commands as (
    select
        dbt_commands.*,
        coalesce(dbt_commands.start_recorded_at, dbt_commands.finished_at) as started_at,
        round(timestamp_diff(dbt_commands.finished_at, dbt_commands.start_recorded_at, microsecond) / 1000000, 1) as duration_seconds,
        coalesce(result_counts.result_count, 0) as result_count,
        coalesce(result_counts.failed_count, 0) as failed_count,
        coalesce(result_counts.warned_count, 0) as warned_count,
        given_up.vanished_at,
    from dbt_commands
    left join result_counts on dbt_commands.invocation_id = result_counts.invocation_id
    left join given_up on dbt_commands.invocation_id = given_up.invocation_id
),

-- results of a run whose start is out of the window may be out of it too: not missed
dbt_runs as (
    select
        timed_commands.*,
        round(usual_durations.median, 1) as usual_duration_seconds,
        if(
            timed_commands.start_recorded_at is null,
            null,
            greatest(timed_commands.announced_result_count - timed_commands.result_count, 0)
        ) as missing_result_count,
        case
            when finished_at is null and vanished_at is not null then 'vanished'
            when finished_at is null then 'running'
            when failed_count > 0 then 'failed'
            when start_recorded_at is not null and announced_result_count > result_count
                then 'incomplete'
            when warned_count > 0 then 'warned'
            else 'succeeded'
        end as status,
    from timed_commands
    left join usual_durations
        on
            timed_commands.environment = usual_durations.environment
            and concat('dbt/', timed_commands.run_key) = usual_durations.subject
            and date(timed_commands.started_at) > usual_durations.learned_on
            and coalesce(date(timed_commands.started_at) <= usual_durations.next_learned_on, true)
),

dagster_runs as (
    select * from {ledger}.`dagster_runs`
    where recorded_at >= timestamp_sub(timestamp_trunc(current_timestamp(), day), interval 30 day)
    qualify
        row_number() over (
            partition by environment, run_id order by updated_at desc, recorded_at
        ) = 1
        and status != 'managed'
),

measured as (
    select
        environment,
        'run_success' as sli,
        concat('dbt ', command) as subject,
        started_at as measured_at,
        status in ('succeeded', 'warned') as is_good,
        duration_seconds as seconds,
    from dbt_runs
    where status != 'running'
    union all
    select
        environment, 'run_success', job_name, created_at, status = 'success',
        round(timestamp_diff(ended_at, started_at, microsecond) / 1000000, 1),
    from dagster_runs
    where ended_at is not null and coalesce(will_retry, false) = false
    union all
    select
        environment, 'queue_time', job_name, created_at, cast(null as bool), queue_seconds,
    from dagster_runs
    where queue_seconds is not null
    union all
    select
        environment, 'check_success', coalesce(asset_name, test_name), occurred_at,
        case
        when status in ('pass', 'success') then 'good'
        when status in ('skipped', 'no-op', 'reused') then null
        else 'bad'
    end = 'good', execution_seconds,
    from (select * from {ledger}.`dbt_test_results`
    where recorded_at >= timestamp_sub(timestamp_trunc(current_timestamp(), day), interval 30 day)
    qualify row_number() over (partition by row_id order by recorded_at) = 1)
    where case
        when status in ('pass', 'success') then 'good'
        when status in ('skipped', 'no-op', 'reused') then null
        else 'bad'
    end is not null
    union all
    select
        environment, 'check_success', asset_key, occurred_at, status = 'passed',
        cast(null as float64),
    from (select * from {ledger}.`dagster_asset_check_evaluations`
    where recorded_at >= timestamp_sub(timestamp_trunc(current_timestamp(), day), interval 30 day)
    qualify row_number() over (partition by row_id order by recorded_at) = 1)
    where status in ('passed', 'failed') and dbt_unique_id is null
    union all
    select
        environment, 'freshness', concat(source_name, '.', table_name), occurred_at,
        case
        when status in ('pass', 'success') then 'good'
        when status in ('skipped', 'no-op', 'reused') then null
        else 'bad'
    end = 'good', age_seconds,
    from (select * from {ledger}.`dbt_source_freshness`
    where recorded_at >= timestamp_sub(timestamp_trunc(current_timestamp(), day), interval 30 day)
    qualify row_number() over (partition by row_id order by recorded_at) = 1)
    where case
        when status in ('pass', 'success') then 'good'
        when status in ('skipped', 'no-op', 'reused') then null
        else 'bad'
    end is not null
    union all
    select
        environment, 'load_success', concat(pipeline_name, '.', table_name), occurred_at,
        status = 'loaded', round(timestamp_diff(finished_at, started_at, microsecond) / 1000000, 1),
    from (select * from {ledger}.`dlt_loads`
    where recorded_at >= timestamp_sub(timestamp_trunc(current_timestamp(), day), interval 30 day)
    qualify row_number() over (partition by row_id order by recorded_at) = 1)
    union all
    select
        environment, 'router', '*', occurred_at, outcome in ('ok', 'idle'), duration_seconds,
    from (select * from {ledger}.`router_ticks`
    where recorded_at >= timestamp_sub(timestamp_trunc(current_timestamp(), day), interval 30 day)
    qualify row_number() over (partition by row_id order by recorded_at) = 1)
),

objectives as (
    select
        entry.name,
        entry.sli,
        entry.subject,
        entry.environment,
        entry.owner,
        entry.objective_pct,
        entry.window_days,
        entry.minimum_events,
        timestamp_sub(current_timestamp(), interval entry.window_days day) as counted_from,
    from unnest(
        cast([] as array<struct<
            name string, sli string, subject string, environment string, owner string,
            objective_pct float64, window_days int64, minimum_events int64
        >>)
    ) as entry
),

counted as (
    select
        objectives.name,
        objectives.sli,
        objectives.subject,
        objectives.environment,
        objectives.owner,
        objectives.objective_pct,
        objectives.window_days,
        objectives.minimum_events,
        sum(if(measured.is_good, 1, 0)) as good_count,
        sum(if(measured.is_good is null, 0, 1)) as total_count,
    from objectives
    left join measured
        on
            objectives.sli = measured.sli
            and objectives.environment = measured.environment
            and (
        objectives.subject is null
        or regexp_contains(
            coalesce(measured.subject, ''),
            concat(
                '(?s)^',
                replace(
                    regexp_replace(objectives.subject, r'([.+?()\[\]{}^$|\\])', r'\\\1'), '*', '.*'
                ),
                '$'
            )
        )
    )
            and measured.measured_at >= objectives.counted_from
    group by
        objectives.name, objectives.sli, objectives.subject, objectives.environment,
        objectives.owner, objectives.objective_pct, objectives.window_days,
        objectives.minimum_events
),

budgeted as (
    select
        *,
        total_count * (100 - objective_pct) / 100 as budget_count,
        total_count - good_count as bad_count,
    from counted
),

budgets as (
    select
        *,
        case
            when total_count < minimum_events then 'too few to say'
            when bad_count > budget_count then 'exhausted'
            when bad_count * 2 >= budget_count and bad_count > 0 then 'burning'
            else 'ok'
        end as state,
    from budgeted
)

select
    name,
    state,
    objective_pct,
    round(100 * good_count / nullif(total_count, 0), 2) as attainment_pct,
    good_count,
    total_count,
    round(budget_count, 2) as budget_count,
    round(100 * (1 - bad_count / nullif(budget_count, 0)), 1) as budget_left_pct,
    window_days,
    sli,
    subject,
    owner,
    environment,
from budgets
-- nightledger: occasion upgrade
alter table {ledger}.`alert_notices`
    add column if not exists recorded_by string options(description='Account that wrote the row, `session_user()` of BigQuery.'),
    add column if not exists runbook_url string options(description='Link to its runbook. Null: none.');
alter table {ledger}.`alert_notices` alter column recorded_by set default session_user();
alter table {ledger}.`alert_notices` alter column title set options(description='What happened, in a line.');
alter table {ledger}.`alert_notices` set options(description='One row per notice another tool gave with `nightledger notify`: it goes through the same routes as a failing test.')
-- nightledger: occasion retention
alter table {ledger}.`looks` set options(partition_expiration_days=400)
-- nightledger: occasion failing script
begin
insert into {ledger}.`doctor_rows` (number) values (1);
select error('on purpose');
insert into {ledger}.`doctor_rows` (number) values (1);
select 'ok' as outcome, cast(null as string) as answer;
exception when error then
select 'failed' as outcome, @@error.message as answer;
end

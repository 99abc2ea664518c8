# Four accounts, each with what it needs and nothing else.

# Builds the container. The default build account has more rights, or in newer projects none.
resource "google_service_account" "builder" {
  account_id   = "${var.name}-build"
  display_name = "Nightledger: builds the function"
}

resource "google_project_iam_member" "builder" {
  for_each = toset(["roles/artifactregistry.writer", "roles/logging.logWriter"])

  project = var.project
  role    = each.value
  member  = google_service_account.builder.member
}

resource "google_storage_bucket_iam_member" "builder" {
  bucket = google_storage_bucket.source.name
  role   = "roles/storage.objectViewer"
  member = google_service_account.builder.member
}

# A right that was just given counts after a while: not before a minute.
resource "time_sleep" "rights" {
  create_duration = "60s"

  depends_on = [
    google_project_iam_member.builder,
    google_project_iam_member.router_jobs,
    google_storage_bucket_iam_member.builder,
    google_bigquery_table_iam_member.router_writes,
    google_secret_manager_secret_iam_member.router,
  ]
}

# Runs the function: reads the ledger, writes what it did, reads its secrets.
resource "google_service_account" "router" {
  account_id   = "${var.name}-run"
  display_name = "Nightledger: runs the function"
}

resource "google_project_iam_member" "router_jobs" {
  project = var.project
  role    = "roles/bigquery.jobUser"
  member  = google_service_account.router.member
}

resource "google_bigquery_dataset_iam_member" "router_reads" {
  project    = local.ledger_project
  dataset_id = var.dataset
  role       = "roles/bigquery.dataViewer"
  member     = google_service_account.router.member
}

# Rows in and nothing else: no deletion of a table, no change of its columns.
resource "google_project_iam_custom_role" "writer" {
  count = var.writer_role == null ? 1 : 0

  project     = local.ledger_project
  role_id     = "${replace(var.name, "-", "_")}_writer"
  title       = "Nightledger: writes rows"
  description = "Reads and writes rows of a table, and can neither delete nor alter it."
  permissions = [
    "bigquery.tables.get",
    "bigquery.tables.getData",
    "bigquery.tables.updateData",
  ]
}

resource "google_bigquery_table_iam_member" "router_writes" {
  for_each = var.written_tables

  project    = local.ledger_project
  dataset_id = var.dataset
  table_id   = each.value
  role       = coalesce(var.writer_role, one(google_project_iam_custom_role.writer[*].name))
  member     = google_service_account.router.member
}

resource "google_secret_manager_secret_iam_member" "router" {
  for_each = setunion(
    values(var.secrets), values(var.secret_files), var.alerts_secret == null ? [] : [var.alerts_secret]
  )

  project   = var.project
  secret_id = each.value
  role      = "roles/secretmanager.secretAccessor"
  member    = google_service_account.router.member
}

locals {
  google_agents = "service-${data.google_project.this.number}"
  pubsub_agent  = "serviceAccount:${local.google_agents}@gcp-sa-pubsub.iam.gserviceaccount.com"
  query_agent   = "serviceAccount:${local.google_agents}@gcp-sa-bigquerydatatransfer.iam.gserviceaccount.com"
}

# Calls the function: Cloud Scheduler and Pub/Sub show its identity.
resource "google_service_account" "caller" {
  account_id   = "${var.name}-call"
  display_name = "Nightledger: calls the function"
}

resource "google_cloud_run_v2_service_iam_member" "caller" {
  for_each = google_cloudfunctions2_function.router

  project  = var.project
  location = var.region
  name     = each.value.name
  role     = "roles/run.invoker"
  member   = google_service_account.caller.member
}

# Pub/Sub shows that identity. Most projects let it anyway; where an organisation takes such rights away,
# they have to be given.
resource "google_service_account_iam_member" "pubsub_as_caller" {
  service_account_id = google_service_account.caller.name
  role               = "roles/iam.serviceAccountTokenCreator"
  member             = local.pubsub_agent

  depends_on = [google_project_service_identity.agents]
}

# Runs the dead man's query: reads one table.
resource "google_service_account" "dead_man" {
  account_id   = "${var.name}-dead-man"
  display_name = "Nightledger: asks whether the router ticks"
}

resource "google_project_iam_member" "dead_man_jobs" {
  project = var.project
  role    = "roles/bigquery.jobUser"
  member  = google_service_account.dead_man.member
}

resource "google_bigquery_table_iam_member" "dead_man_reads" {
  project    = local.ledger_project
  dataset_id = var.dataset
  table_id   = "router_ticks"
  role       = "roles/bigquery.dataViewer"
  member     = google_service_account.dead_man.member
}

# The same for scheduled queries, which run as the dead man.
resource "google_service_account_iam_member" "queries_as_dead_man" {
  service_account_id = google_service_account.dead_man.name
  role               = "roles/iam.serviceAccountTokenCreator"
  member             = local.query_agent

  depends_on = [google_project_service_identity.agents]
}

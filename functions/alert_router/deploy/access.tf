# Four accounts, each with what it needs and nothing else.

# Builds the container. The default build account has more rights, or in newer projects none.
resource "google_service_account" "builder" {
  account_id   = "${var.name}-build"
  display_name = "Nightledger: builds the function"
}

resource "google_project_iam_member" "builder" {
  project = var.project
  role    = "roles/cloudbuild.builds.builder"
  member  = google_service_account.builder.member
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

resource "google_bigquery_table_iam_member" "router_writes" {
  for_each = var.written_tables

  project    = local.ledger_project
  dataset_id = var.dataset
  table_id   = each.value
  role       = "roles/bigquery.dataEditor"
  member     = google_service_account.router.member
}

resource "google_secret_manager_secret_iam_member" "router" {
  for_each = setunion(values(var.secrets), var.alerts_secret == null ? [] : [var.alerts_secret])

  project   = var.project
  secret_id = each.value
  role      = "roles/secretmanager.secretAccessor"
  member    = google_service_account.router.member
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

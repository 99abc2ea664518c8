# What wakes the router. Only the schedule has to work; the rest makes it faster.

resource "google_cloud_scheduler_job" "tick" {
  name             = "${var.name}-tick"
  description      = "Looks what alerts are due."
  region           = var.region
  schedule         = var.schedule
  time_zone        = "Etc/UTC"
  attempt_deadline = "540s"

  # The next minute is the retry.
  retry_config {
    retry_count = 0
  }

  http_target {
    http_method = "POST"
    uri         = google_cloudfunctions2_function.router["tick"].service_config[0].uri

    oidc_token {
      service_account_email = google_service_account.caller.email
      audience              = google_cloudfunctions2_function.router["tick"].service_config[0].uri
    }
  }

  depends_on = [google_project_service.needed]
}

resource "google_pubsub_topic" "poke" {
  name                       = "${var.name}-poke"
  message_retention_duration = "600s"
  kms_key_name               = var.kms_key_name
  depends_on                 = [google_project_service.needed]
}

resource "google_pubsub_topic" "dead_letter" {
  name                       = "${var.name}-poke-dead-letter"
  message_retention_duration = "604800s"
  kms_key_name               = var.kms_key_name
  depends_on                 = [google_project_service.needed]
}

# Called again after 10 s and up to 600 s while the function answers 5xx. After ten minutes a poke
# is worth nothing: ten ticks have looked since.
resource "google_pubsub_subscription" "poke" {
  name                       = "${var.name}-poke"
  topic                      = google_pubsub_topic.poke.id
  ack_deadline_seconds       = 600
  message_retention_duration = "600s"

  push_config {
    push_endpoint = google_cloudfunctions2_function.router["poke"].service_config[0].uri

    oidc_token {
      service_account_email = google_service_account.caller.email
      audience              = google_cloudfunctions2_function.router["poke"].service_config[0].uri
    }
  }

  retry_policy {
    minimum_backoff = "10s"
    maximum_backoff = "600s"
  }

  dead_letter_policy {
    dead_letter_topic     = google_pubsub_topic.dead_letter.id
    max_delivery_attempts = 5
  }

  expiration_policy {
    ttl = ""
  }

  depends_on = [google_service_account_iam_member.pubsub_as_caller]
}

# Pub/Sub itself moves a message to the dead letters.
resource "google_pubsub_topic_iam_member" "dead_letter" {
  topic  = google_pubsub_topic.dead_letter.id
  role   = "roles/pubsub.publisher"
  member = local.pubsub_agent

  depends_on = [google_project_service_identity.agents]
}

resource "google_pubsub_subscription_iam_member" "dead_letter" {
  subscription = google_pubsub_subscription.poke.id
  role         = "roles/pubsub.subscriber"
  member       = local.pubsub_agent

  depends_on = [google_project_service_identity.agents]
}

resource "google_pubsub_topic_iam_member" "pokers" {
  for_each = var.pokers

  topic  = google_pubsub_topic.poke.id
  role   = "roles/pubsub.publisher"
  member = each.value
}

# The audit log of the ledger's tables. What the router writes itself is left out: it would wake
# itself for ever.
resource "google_logging_project_sink" "writes" {
  count = var.poke_on_ledger_writes ? 1 : 0

  project                = local.ledger_project
  name                   = "${var.name}-writes"
  destination            = "pubsub.googleapis.com/${google_pubsub_topic.poke.id}"
  unique_writer_identity = true
  filter                 = <<-EOT
    resource.type="bigquery_dataset"
    resource.labels.dataset_id="${var.dataset}"
    protoPayload.metadata.tableDataChange:*
    protoPayload.authenticationInfo.principalEmail!="${google_service_account.router.email}"
  EOT
}

resource "google_pubsub_topic_iam_member" "writes" {
  count = var.poke_on_ledger_writes ? 1 : 0

  topic  = google_pubsub_topic.poke.id
  role   = "roles/pubsub.publisher"
  member = google_logging_project_sink.writes[0].writer_identity
}

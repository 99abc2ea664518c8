# One folder, deployed twice: a function has one entry point.

locals {
  ledger_project = coalesce(var.ledger_project, var.project)
  alerts_folder  = "/etc/nightledger"

  environment = merge(
    {
      NIGHTLEDGER_PROJECT  = var.project
      NIGHTLEDGER_DATASET  = "${local.ledger_project}.${var.dataset}"
      NIGHTLEDGER_LOCATION = var.location
    },
    var.alerts_secret == null ? {} : { NIGHTLEDGER_ALERTS = "${local.alerts_folder}/alerts.yml" },
  )

  # tick: Cloud Scheduler asks every minute; what makes it correct.
  # poke: Pub/Sub asks at once; what makes it fast.
  entry_points = { tick = "tick_http", poke = "tick_event" }
}

data "archive_file" "source" {
  type        = "zip"
  source_dir  = "${path.module}/.."
  output_path = "${path.module}/source.zip"
  excludes    = ["deploy", "__pycache__", "alerts.example.yml", ".gitignore", ".gcloudignore"]

  lifecycle {
    precondition {
      condition     = length(fileset("${path.module}/../vendor", "nightledger-*.whl")) == 1
      error_message = "The folder vendor/ holds no wheel, or several. Run `make function`."
    }
    precondition {
      condition     = var.alerts_secret != null || fileexists("${path.module}/../alerts.yml")
      error_message = "Put alerts.yml next to main.py, or set alerts_secret."
    }
  }
}

resource "google_storage_bucket" "source" {
  name                        = "${var.project}-${var.name}-source"
  location                    = var.region
  force_destroy               = true
  uniform_bucket_level_access = true
  public_access_prevention    = "enforced"
}

resource "google_storage_bucket_object" "source" {
  name   = "alert_router-${data.archive_file.source.output_md5}.zip"
  bucket = google_storage_bucket.source.name
  source = data.archive_file.source.output_path
}

resource "google_cloudfunctions2_function" "router" {
  for_each = local.entry_points

  name        = "${var.name}-${each.key}"
  location    = var.region
  description = "Looks what alerts are due and sends them."

  build_config {
    runtime         = "python312"
    entry_point     = each.value
    service_account = google_service_account.builder.id

    source {
      storage_source {
        bucket = google_storage_bucket.source.name
        object = google_storage_bucket_object.source.name
      }
    }
  }

  service_config {
    available_memory                 = "512Mi"
    timeout_seconds                  = 540
    min_instance_count               = 0
    max_instance_count               = 1
    max_instance_request_concurrency = 1
    ingress_settings                 = "ALLOW_INTERNAL_ONLY"
    service_account_email            = google_service_account.router.email
    environment_variables            = local.environment

    dynamic "secret_environment_variables" {
      for_each = var.secrets
      content {
        key        = secret_environment_variables.key
        project_id = var.project
        secret     = secret_environment_variables.value
        version    = "latest"
      }
    }

    dynamic "secret_volumes" {
      for_each = var.alerts_secret == null ? [] : [var.alerts_secret]
      content {
        mount_path = local.alerts_folder
        project_id = var.project
        secret     = secret_volumes.value
        versions {
          version = "latest"
          path    = "alerts.yml"
        }
      }
    }
  }

  depends_on = [
    google_project_service.needed,
    google_project_iam_member.builder,
    google_secret_manager_secret_iam_member.router,
  ]
}

# One folder, deployed twice: a function has one entry point.

locals {
  ledger_project = coalesce(var.ledger_project, var.project)
  alerts_folder  = "/etc/nightledger"
  secrets_folder = "/etc/nightledger-secrets"

  # a project of a domain, example.com:p, has a colon and dots that no bucket may have
  bucket_project = replace(replace(var.project, ":", "-"), ".", "-")

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
      condition     = length(fileset("${path.module}/..", "{vendor/nightledger-*.whl,requirements.txt}")) == 2
      error_message = "The folder holds no wheel or no requirements.txt, or several. Run `make function`."
    }
    precondition {
      condition     = var.alerts_secret != null || fileexists("${path.module}/../alerts.yml")
      error_message = "Put alerts.yml next to main.py, or set alerts_secret."
    }
  }
}

resource "google_storage_bucket" "source" {
  name                        = "${local.bucket_project}-${var.name}-source"
  location                    = var.region
  force_destroy               = true
  uniform_bucket_level_access = true
  public_access_prevention    = "enforced"

  dynamic "encryption" {
    for_each = var.kms_key_name == null ? [] : [var.kms_key_name]
    content {
      default_kms_key_name = encryption.value
    }
  }
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

  kms_key_name = var.kms_key_name

  build_config {
    runtime           = "python312"
    entry_point       = each.value
    service_account   = google_service_account.builder.id
    docker_repository = var.docker_repository

    source {
      storage_source {
        bucket = google_storage_bucket.source.name
        object = google_storage_bucket_object.source.name
      }
    }
  }

  service_config {
    available_memory                 = "512Mi"
    available_cpu                    = "1"
    timeout_seconds                  = 540
    min_instance_count               = 0
    max_instance_count               = 1
    max_instance_request_concurrency = 4 # one ticks, the others are told so at once
    ingress_settings                 = "ALLOW_INTERNAL_ONLY"
    vpc_connector                    = var.vpc_connector
    vpc_connector_egress_settings    = var.vpc_connector == null ? null : var.vpc_egress
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

    # each in a folder of its own, read anew at every send
    dynamic "secret_volumes" {
      for_each = var.secret_files
      content {
        mount_path = "${local.secrets_folder}/${secret_volumes.key}"
        project_id = var.project
        secret     = secret_volumes.value
        versions {
          version = "latest"
          path    = "value"
        }
      }
    }
  }

  lifecycle {
    precondition {
      condition     = var.kms_key_name == null || var.docker_repository != null
      error_message = "With kms_key_name give docker_repository, a repository encrypted with that key."
    }
  }

  depends_on = [
    google_project_service.needed,
    time_sleep.rights,
  ]
}

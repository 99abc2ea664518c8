# Who hears of it when the router itself stops: Cloud Monitoring, by its own channels.

resource "google_bigquery_data_transfer_config" "dead_man" {
  display_name         = "${var.name}-dead-man"
  project              = var.project
  location             = var.location
  data_source_id       = "scheduled_query"
  schedule             = "every 5 minutes"
  service_account_name = google_service_account.dead_man.email

  params = {
    query = templatefile("${path.module}/dead_man.sql", {
      dataset = "${local.ledger_project}.${var.dataset}"
    })
  }

  depends_on = [
    google_project_service.needed,
    google_project_iam_member.dead_man_jobs,
    google_bigquery_table_iam_member.dead_man_reads,
    google_service_account_iam_member.queries_as_dead_man,
  ]
}

resource "google_monitoring_alert_policy" "dead_man" {
  display_name          = "${var.name}: the router has stopped"
  combiner              = "OR"
  severity              = "CRITICAL"
  notification_channels = var.notification_channels

  conditions {
    display_name = "no tick that worked in the last five minutes"

    condition_matched_log {
      filter = <<-EOT
        resource.type="bigquery_dts_config"
        resource.labels.config_id="${reverse(split("/", google_bigquery_data_transfer_config.dead_man.name))[0]}"
        severity>=ERROR
      EOT
    }
  }

  alert_strategy {
    auto_close = "1800s"

    notification_rate_limit {
      period = "1800s"
    }
  }

  documentation {
    mime_type = "text/markdown"
    content   = "Alerts are not going out. Nothing is lost: what is due is sent when ticks work again. Look at the logs of the function ${var.name}-tick, the job ${var.name}-tick in Cloud Scheduler, and the view vw_router_health."
  }
}

resource "google_monitoring_alert_policy" "errors" {
  display_name          = "${var.name}: the router reports an error"
  combiner              = "OR"
  severity              = "ERROR"
  notification_channels = var.notification_channels

  conditions {
    display_name = "an ERROR in the function's log"

    # not a metric of our own: a policy cannot name one that was made a moment ago
    condition_matched_log {
      filter = <<-EOT
        resource.type="cloud_run_revision"
        resource.labels.service_name=("${var.name}-tick" OR "${var.name}-poke")
        severity>=ERROR
      EOT
    }
  }

  alert_strategy {
    auto_close = "1800s"

    notification_rate_limit {
      period = "1800s"
    }
  }

  documentation {
    mime_type = "text/markdown"
    content   = "The configuration is broken, a notification could not be taken by anybody, or the function failed. The log entry says what to do."
  }
}

output "tick_job" {
  description = "The schedule: `gcloud scheduler jobs run` with this name looks at once."
  value       = google_cloud_scheduler_job.tick.id
}

output "poke_topic" {
  description = "Publish anything to this topic after writing to the ledger, and the router looks at once."
  value       = google_pubsub_topic.poke.id
}

output "dead_letter_topic" {
  description = "Pokes that were answered 5xx five times. Nothing is lost with them."
  value       = google_pubsub_topic.dead_letter.id
}

output "router_account" {
  description = "Account of the function: give it access to secrets that alerts.yml names and `secrets` does not."
  value       = google_service_account.router.email
}

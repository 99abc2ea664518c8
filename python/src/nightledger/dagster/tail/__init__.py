"""Reading on where the last tick stopped: runs, events outside runs, ticks, heartbeats."""

"""The machine fails under the application: processes killed, the database stopped, the disk full. Real ones."""

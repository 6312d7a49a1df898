# Kubes deletes the Job of the release before, applies the new one, and waits for its end.
before("apply",
  on: "migrate/job",
  execute: "bin/hooks/migrate/delete.sh",
)
after("apply",
  on: "migrate/job",
  execute: "bin/hooks/migrate/wait.sh",
)

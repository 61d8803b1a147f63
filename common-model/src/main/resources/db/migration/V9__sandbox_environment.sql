-- A key bound to an environment sees what the sandbox caught of that environment only. Null where a
-- worker of before wrote the row: such a row is shown to keys bound to none.
ALTER TABLE sandbox_message ADD COLUMN environment_id uuid;
UPDATE sandbox_message m SET environment_id = e.environment_id FROM email e WHERE e.id = m.email_id;

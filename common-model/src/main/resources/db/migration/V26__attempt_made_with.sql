-- A digest of all that a call's bytes, and who knows its key, depend on beside the mail: account,
-- secret, composer, our own address and secrets. Under the call's key it is repeated only while that
-- is the same. Null: the provider takes no keys, or the attempt is older than this column.
ALTER TABLE attempt ADD COLUMN made_with bigint;

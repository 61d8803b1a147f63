-- What the bytes of an attempt are known again by (model.mail.Checksum): CRC-32C of the signature
-- in the upper half, 0 for none, of all the rest in the lower one. Null: nothing was composed, the
-- worker died before it could say, or the attempt is older than this column.
ALTER TABLE attempt ADD COLUMN checksum bigint;

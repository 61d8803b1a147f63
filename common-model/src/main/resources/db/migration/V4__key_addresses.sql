-- Networks a key may be used from, each as 10.0.0.0/8, 2001:db8::/32 or a single address. Null or
-- empty: from anywhere. Text, because it is compared in memory and shown as it was given.
ALTER TABLE api_key ADD COLUMN allowed_addresses text[];

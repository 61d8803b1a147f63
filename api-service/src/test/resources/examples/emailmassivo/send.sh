# "Email Sending Route (with Ready HTML)": the printed body, sent with curl.
curl --silent --show-error --request POST \
  --url "$EMAILMASSIVO_URL/api/v1/external-mails/send" \
  --header 'Content-Type: application/json' \
  --header "X-Api-Key: $YOUR_API_KEY" \
  --data @- <<BODY
{
"idempotencyKey": "unique-key-string",
"mail": {
"to": {
"email": "user@example.com",
"name": "string"
},
"from": {
"email": "$SENDER",
"name": "string"
},
"subject": "string",
"previewTitle": "string",
"headers": {
},
"cc": "string",
"bcc": "string",
"html": "string",
"text": "string"
}
}
BODY

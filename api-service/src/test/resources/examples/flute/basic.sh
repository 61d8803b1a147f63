# "Example: Send a basic email", with the comma after `to` that is missing there.
curl --request POST \
  --url "$FLUTE_URL/v1/email" \
  --header 'content-type: application/json' \
  --data '{
          	"access_token": "'"$MY_ENV_ACCESS_TOKEN"'",
          	"environment": "'"$MY_ENV_NAME"'",
          	"to": [
          		{
          			"email": "you@example.com"
          		}
          	],
          	"subject": "rumi says",
          	"text": "listen to the song of the reed flute"
          }'

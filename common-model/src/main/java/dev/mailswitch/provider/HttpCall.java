package dev.mailswitch.provider;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;

/// An HTTP request as a plain value.
///
/// @param uri     http or https, absolute
/// @param headers by name as it goes out; Host, Content-Length and User-Agent are the transport's
/// @param body    empty for a GET; not copied, so not to be changed
public record HttpCall(Method method, URI uri, Map<String, String> headers, byte[] body) {

    /// The methods that vendors want of us.
    public enum Method {
        GET,
        POST
    }

    public HttpCall {
        headers = Map.copyOf(headers);
    }

    public static HttpCall get(URI uri) {
        return new HttpCall(Method.GET, uri, Map.of("Accept", "application/json"), new byte[0]);
    }

    public static HttpCall postJson(URI uri, byte[] body) {
        return new HttpCall(
                Method.POST,
                uri,
                Map.of("Accept", "application/json", "Content-Type", "application/json"),
                body);
    }

    /// The call with one header more, or another value of it.
    public HttpCall with(String name, String value) {
        Map<String, String> more = new LinkedHashMap<>(headers);
        more.put(name, value);
        return new HttpCall(method, uri, more, body);
    }

    /// With `Authorization: Bearer`.
    public HttpCall bearer(String token) {
        return with("Authorization", "Bearer " + token);
    }

    /// With `Authorization: Basic` (RFC 7617, in UTF-8).
    public HttpCall basic(String user, String password) {
        byte[] pair = (user + ":" + password).getBytes(StandardCharsets.UTF_8);
        return with("Authorization", "Basic " + Base64.getEncoder().encodeToString(pair));
    }

    /// Without headers and body, which hold keys and mails.
    @Override
    public String toString() {
        return method + " " + uri.getHost() + uri.getPath();
    }
}

package dev.mailswitch.provider.ses;

import dev.mailswitch.provider.Account;
import dev.mailswitch.provider.HttpCall;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.http.ContentStreamProvider;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.http.auth.spi.signer.HttpSigner;
import software.amazon.awssdk.http.auth.spi.signer.SignedRequest;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;

/// AWS Signature Version 4
/// ([its page](https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv.html)) by AWS's own
/// signer.
final class SigV4 {

    private static final String SERVICE = "ses";

    private static final AwsV4HttpSigner SIGNER = AwsV4HttpSigner.create();

    private SigV4() {}

    /// The call with its signature, which covers its address, its body and all its headers. Host is
    /// covered too and written by the transport: the address' host, and its port unless it is the
    /// scheme's own.
    static HttpCall signed(HttpCall call, Account account, String region, Instant now) {
        SdkHttpRequest.Builder request =
                SdkHttpRequest.builder()
                        .method(SdkHttpMethod.fromValue(call.method().name()))
                        .uri(call.uri());
        call.headers().forEach((name, value) -> request.putHeader(name, value));
        AwsCredentialsIdentity identity =
                AwsCredentialsIdentity.create(account.required("access_key_id"), account.secret());
        SignedRequest signed =
                SIGNER.sign(
                        sign ->
                                sign.request(request.build())
                                        // Not copied: nobody changes a call's body.
                                        .payload(
                                                ContentStreamProvider.fromByteArrayUnsafe(
                                                        call.body()))
                                        .identity(identity)
                                        .putProperty(AwsV4HttpSigner.SERVICE_SIGNING_NAME, SERVICE)
                                        .putProperty(AwsV4HttpSigner.REGION_NAME, region)
                                        .putProperty(
                                                HttpSigner.SIGNING_CLOCK,
                                                Clock.fixed(now, ZoneOffset.UTC)));
        HttpCall whole = call;
        for (Map.Entry<String, List<String>> header : signed.request().headers().entrySet()) {
            if (!header.getKey().equalsIgnoreCase("Host")) {
                whole = whole.with(header.getKey(), header.getValue().getFirst());
            }
        }
        return whole;
    }
}

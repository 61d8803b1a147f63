package dev.mailswitch.provider.brevo;

/// Brevo sends file names and values of headers as they are.
final class Ascii {

    private Ascii() {}

    static boolean only(String text) {
        return text.chars().allMatch(c -> c < 0x80);
    }
}

package dev.mailswitch.compose;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailswitch.model.mail.Attachment;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FilePartTest {

    @ParameterizedTest
    @CsvSource({
        "report.pdf, pdf, pdf",
        "a.tar.GZ, gz, gz",
        "folder.d/run, '', ''",
        "C:\\dir\\setup.EXE, exe, exe",
        "none, '', ''",
        "ends., '', ''",
        ".htaccess, '', htaccess",
        "dir/.JS, '', js",
        ".a.b, b, b",
        "a.b, b, b",
    })
    void anExtensionIsWhatFollowsTheLastDotAndAnEndingAlsoWithNothingBeforeIt(
            String filename, String extension, String ending) {
        Attachment file =
                new Attachment(
                        filename,
                        "application/octet-stream",
                        null,
                        Attachment.Disposition.ATTACHMENT,
                        "0".repeat(64),
                        1);
        assertThat(FilePart.extension(file)).isEqualTo(extension);
        assertThat(FilePart.ending(file)).isEqualTo(ending);
    }
}

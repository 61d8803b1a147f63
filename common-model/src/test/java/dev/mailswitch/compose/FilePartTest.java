package dev.mailswitch.compose;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailswitch.model.mail.Attachment;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FilePartTest {

    @ParameterizedTest
    @CsvSource({
        "report.pdf, pdf",
        "a.tar.GZ, gz",
        "folder.d/run, ''",
        "C:\\dir\\setup.EXE, exe",
        "none, ''",
        "ends., ''",
        ".htaccess, ''",
        "a.b, b",
    })
    void anExtensionIsWhatFollowsTheLastDot(String filename, String extension) {
        Attachment file =
                new Attachment(
                        filename,
                        "application/octet-stream",
                        null,
                        Attachment.Disposition.ATTACHMENT,
                        "0".repeat(64),
                        1);
        assertThat(FilePart.extension(file)).isEqualTo(extension);
    }
}

package dev.mailswitch;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/// The rules of the house for what both services share.
@AnalyzeClasses(packages = "dev.mailswitch", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    @ArchTest
    static final ArchRule roomsHaveNoCycles =
            slices().matching("dev.mailswitch.(**)").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule vendorsAreStrangers =
            slices().matching("dev.mailswitch.provider.(*)..")
                    .should()
                    .notDependOnEachOther()
                    .allowEmptyShould(true);

    @ArchTest
    static final ArchRule theModelKnowsNobody =
            noClasses()
                    .that()
                    .resideInAPackage("dev.mailswitch.model..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(
                            "dev.mailswitch.ledger..",
                            "dev.mailswitch.provider..",
                            "dev.mailswitch.directory..",
                            "dev.mailswitch.crypto..");

    @ArchTest
    static final ArchRule composingKnowsTheModelOnly =
            noClasses()
                    .that()
                    .resideInAPackage("dev.mailswitch.compose..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(
                            "dev.mailswitch.ledger..",
                            "dev.mailswitch.provider..",
                            "dev.mailswitch.directory..",
                            "dev.mailswitch.crypto..",
                            "dev.mailswitch.signing..");

    @ArchTest
    static final ArchRule classifyingKnowsTheModelOnly =
            noClasses()
                    .that()
                    .resideInAPackage("dev.mailswitch.bounce..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(
                            "dev.mailswitch.ledger..",
                            "dev.mailswitch.provider..",
                            "dev.mailswitch.directory..",
                            "dev.mailswitch.crypto..",
                            "dev.mailswitch.signing..",
                            "dev.mailswitch.compose..",
                            // Costs a command line more than all it has to do.
                            "com.fasterxml.jackson.databind..");

    /// It reads its rules, once; a mail it is given.
    @ArchTest
    static final ArchRule classifyingIsPureButForItsRules =
            noClasses()
                    .that()
                    .resideInAPackage("dev.mailswitch.bounce..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage("java.sql..", "java.net.http..", "org.slf4j..")
                    .orShould()
                    .callMethod(java.time.Instant.class, "now");

    @ArchTest
    static final ArchRule modelProvidersComposingAndRoutingArePure =
            pure(
                    "dev.mailswitch.model..",
                    "dev.mailswitch.provider..",
                    "dev.mailswitch.compose..",
                    "dev.mailswitch.routing..");

    @ArchTest
    static final ArchRule decidingKnowsNeitherLedgerNorSecrets =
            noClasses()
                    .that()
                    .resideInAPackage("dev.mailswitch.routing..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(
                            "dev.mailswitch.ledger..",
                            "dev.mailswitch.crypto..",
                            "dev.mailswitch.signing..",
                            "dev.mailswitch.compose..");

    /// No clock, no randomness of its own, no I/O, no logging.
    private static ArchRule pure(String... packages) {
        return noClasses()
                .that()
                .resideInAnyPackage(packages)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "java.sql..",
                        "javax.sql..",
                        "java.net.http..",
                        "java.nio.file..",
                        "org.slf4j..",
                        "org.jboss.logging..",
                        "java.util.logging..")
                .orShould()
                .callMethod(java.time.Instant.class, "now")
                .orShould()
                .callMethod(System.class, "currentTimeMillis")
                .orShould()
                .callMethod(System.class, "nanoTime")
                .orShould()
                .callMethod(Math.class, "random")
                .orShould()
                .callMethod(java.util.UUID.class, "randomUUID");
    }
}

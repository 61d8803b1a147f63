package dev.mailswitch.delivery;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/// The rules of the house for the worker.
@AnalyzeClasses(
        packages = "dev.mailswitch.delivery",
        importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    @ArchTest
    static final ArchRule roomsHaveNoCycles =
            slices().matching("dev.mailswitch.delivery.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule nobodyKnowsBoot =
            noClasses()
                    .that()
                    .resideOutsideOfPackage("dev.mailswitch.delivery.boot..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAPackage("dev.mailswitch.delivery.boot..");

    @ArchTest
    static final ArchRule classifyingIsPure =
            noClasses()
                    .that()
                    .resideInAPackage("dev.mailswitch.delivery.bounce..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(
                            "java.sql..",
                            "java.net.http..",
                            "org.slf4j..",
                            "io.quarkus..",
                            "org.apache.kafka..")
                    .orShould()
                    .callMethod(java.time.Instant.class, "now");
}

package dev.mailswitch.api;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.EntityManager;

/// The rules of the house for the API.
@AnalyzeClasses(
        packages = "dev.mailswitch.api",
        importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    @ArchTest
    static final ArchRule roomsHaveNoCycles =
            slices().matching("dev.mailswitch.api.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule dialectsAreStrangers =
            slices().matching("dev.mailswitch.api.dialect.(*)..")
                    .should()
                    .notDependOnEachOther()
                    .allowEmptyShould(true);

    @ArchTest
    static final ArchRule theCoreKnowsNoDoor =
            noClasses()
                    .that()
                    .resideInAnyPackage("dev.mailswitch.api.accept..", "dev.mailswitch.api.auth..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage("dev.mailswitch.api.dialect..", "jakarta.ws.rs..");

    /// Whose row it is, is asked in two places and nowhere else.
    @ArchTest
    static final ArchRule onlyRowsAndTenantsAskForSettings =
            noClasses()
                    .that()
                    .resideInAPackage("dev.mailswitch.api.admin..")
                    .and()
                    .haveNameNotMatching(".*\\.(Rows|Tenants)")
                    .should()
                    .callMethodWhere(
                            describe(
                                    "a query",
                                    call ->
                                            query(call.getTarget().getName())
                                                    && (call.getTargetOwner()
                                                                    .isAssignableTo(
                                                                            PanacheEntityBase.class)
                                                            || call.getTargetOwner()
                                                                    .isAssignableTo(
                                                                            EntityManager.class))));

    private static boolean query(String method) {
        return method.matches("(find|list|stream|count|update|deleteAll|deleteById).*|createQuery");
    }
}

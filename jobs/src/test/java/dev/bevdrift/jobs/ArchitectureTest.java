package dev.bevdrift.jobs;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The arrows of the design: jobs to udf to metrics, and the layers inside. */
class ArchitectureTest {
  private static final String METRICS = "dev.bevdrift.metrics..";
  private static final String UDF = "dev.bevdrift.udf..";
  private static final String JOBS = "dev.bevdrift.jobs..";
  private static JavaClasses ours;

  @BeforeAll
  static void load() {
    ours =
        new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("dev.bevdrift");
  }

  @Test
  void metricsUseNothingOfOursAndNoEngine() {
    noClasses()
        .that()
        .resideInAPackage(METRICS)
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            UDF, JOBS, "ai.onnxruntime..", "org.apache.spark..", "org.apache.hadoop..")
        .check(ours);
  }

  @Test
  void udfUsesMetricsOnlyAndNoSpark() {
    noClasses()
        .that()
        .resideInAPackage(UDF)
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(JOBS, "org.apache.spark..", "org.apache.hadoop..")
        .check(ours);
  }

  @Test
  void metricsAreLayered() {
    layer("box", "match", "curve", "score", "interval", "diff", "nuscenes", "command");
    layer("match", "curve", "score", "interval", "diff", "nuscenes", "command");
    layer("curve", "score", "interval", "diff", "nuscenes", "command");
    layer("score", "interval", "diff", "nuscenes", "command");
    layer("score", "slice", "outcome");
    layer("interval", "diff", "nuscenes", "command");
    layer("slice", "interval", "outcome", "diff", "nuscenes", "command");
    layer("outcome", "interval", "diff", "nuscenes", "command");
    layer("diff", "match", "curve", "score", "interval", "nuscenes", "command");
    layer("nuscenes", "match", "curve", "score", "interval", "diff", "command");
  }

  private static void layer(String lower, String... uppers) {
    String[] packages = new String[uppers.length];
    for (int i = 0; i < uppers.length; i++) {
      packages[i] = "dev.bevdrift.metrics." + uppers[i] + "..";
    }
    noClasses()
        .that()
        .resideInAPackage("dev.bevdrift.metrics." + lower + "..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(packages)
        .check(ours);
  }

  @Test
  void tablesAndIngestKnowNothingAboveThem() {
    noClasses()
        .that()
        .resideInAPackage("dev.bevdrift.jobs.table..")
        .should()
        .dependOnClassesThat(
            resideInAnyPackage(JOBS)
                .and(
                    com.tngtech.archunit.base.DescribedPredicate.not(
                        resideInAnyPackage("dev.bevdrift.jobs.table.."))))
        .check(ours);
    noClasses()
        .that()
        .resideInAPackage("dev.bevdrift.jobs.ingest..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "dev.bevdrift.jobs.job..",
            "dev.bevdrift.jobs.run..",
            "dev.bevdrift.jobs.stage..",
            "dev.bevdrift.jobs.report..",
            "dev.bevdrift.jobs.verdict..")
        .check(ours);
  }

  @Test
  void nothingButMainsUsesTheCommands() {
    noClasses()
        .that()
        .resideInAPackage(JOBS)
        .and()
        .resideOutsideOfPackage("dev.bevdrift.jobs.job..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("dev.bevdrift.jobs.job..")
        .check(ours);
  }

  /** What bin/metrics runs in a plain JVM, where there may be no Spark to load. */
  @Test
  void metricsOnOneMachineTouchNoSpark() {
    noClasses()
        .that()
        .haveNameMatching(
            ".*\\.(MetricsMain|MetricsTable|CommandLines|TruthArguments|PredictionArguments"
                + "|Frames(Metrics|Request|Result)|MetricsScenes|RunInputs|Predict(ed|ion)\\w+"
                + "|OrderedBoxes|Truth)(\\$.*)?")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("org.apache.spark..")
        .check(ours);
  }

  @Test
  void packagesHaveNoCircles() {
    SlicesRuleDefinition.slices()
        .matching("dev.bevdrift.(*).(*)..")
        .should()
        .beFreeOfCycles()
        .check(ours);
  }

  @Test
  void recordsHoldNoArrays() {
    classes().that().areRecords().should(holdNoArrays()).check(ours);
  }

  private static ArchCondition<JavaClass> holdNoArrays() {
    return new ArchCondition<>("hold no arrays") {
      @Override
      public void check(JavaClass record, ConditionEvents events) {
        for (JavaField field : record.getFields()) {
          if (field.getRawType().isArray() && !field.getModifiers().contains(JavaModifier.STATIC)) {
            events.add(SimpleConditionEvent.violated(record, field.getFullName()));
          }
        }
      }
    };
  }
}

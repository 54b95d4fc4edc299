package dev.bevdrift.metrics;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/**
 * Which package may use which: interval, score, curve, match, box; slice and outcome use score;
 * diff and nuscenes use box.
 */
@AnalyzeClasses(packages = "dev.bevdrift.metrics", importOptions = DoNotIncludeTests.class)
final class ArrowsTest {
  @ArchTest
  static final ArchRule ARROWS =
      layeredArchitecture()
          .consideringOnlyDependenciesInAnyPackage("dev.bevdrift.metrics.(*)..")
          .layer("box")
          .definedBy("..metrics.box..")
          .layer("match")
          .definedBy("..metrics.match..")
          .layer("curve")
          .definedBy("..metrics.curve..")
          .layer("score")
          .definedBy("..metrics.score..")
          .layer("interval")
          .definedBy("..metrics.interval..")
          .layer("slice")
          .definedBy("..metrics.slice..")
          .layer("outcome")
          .definedBy("..metrics.outcome..")
          .layer("diff")
          .definedBy("..metrics.diff..")
          .layer("nuscenes")
          .definedBy("..metrics.nuscenes..")
          .layer("scan")
          .definedBy("..metrics.scan..")
          .layer("command")
          .definedBy("..metrics.command..")
          .whereLayer("command")
          .mayNotBeAccessedByAnyLayer()
          .whereLayer("interval")
          .mayOnlyBeAccessedByLayers("command")
          .whereLayer("slice")
          .mayOnlyBeAccessedByLayers("outcome", "command")
          .whereLayer("outcome")
          .mayOnlyBeAccessedByLayers("command")
          .whereLayer("score")
          .mayOnlyBeAccessedByLayers("interval", "slice", "outcome", "command")
          .whereLayer("curve")
          .mayOnlyBeAccessedByLayers("score", "interval", "slice", "outcome", "command")
          .whereLayer("match")
          .mayOnlyBeAccessedByLayers("curve", "score", "interval", "slice", "outcome", "command")
          .whereLayer("diff")
          .mayOnlyBeAccessedByLayers("command")
          .whereLayer("scan")
          .mayOnlyBeAccessedByLayers("nuscenes")
          .whereLayer("nuscenes")
          .mayOnlyBeAccessedByLayers("command");

  @ArchTest
  static final ArchRule PLAIN_JAVA =
      noClasses()
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "org.apache..", "ai.onnxruntime..", "dev.bevdrift.udf..", "dev.bevdrift.jobs..");
}

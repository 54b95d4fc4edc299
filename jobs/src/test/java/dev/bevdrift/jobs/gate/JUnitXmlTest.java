package dev.bevdrift.jobs.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bevdrift.jobs.finished.FinishedRun;
import dev.bevdrift.jobs.finished.MadeRun;
import java.io.ByteArrayInputStream;
import java.io.InputStreamReader;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.xml.XMLConstants;
import javax.xml.transform.stream.StreamSource;
import javax.xml.validation.Schema;
import javax.xml.validation.SchemaFactory;
import org.apache.maven.plugin.surefire.log.api.NullConsoleLogger;
import org.apache.maven.plugins.surefire.report.ReportTestCase;
import org.apache.maven.plugins.surefire.report.ReportTestSuite;
import org.apache.maven.plugins.surefire.report.TestSuiteXmlParser;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xml.sax.SAXException;

final class JUnitXmlTest {
  @TempDir Path folder;

  private static void validate(String xml) throws Exception {
    Schema schema =
        SchemaFactory.newInstance(XMLConstants.W3C_XML_SCHEMA_NS_URI)
            .newSchema(JUnitXmlTest.class.getResource("/junit/junit.xsd"));
    schema.newValidator().validate(new StreamSource(new StringReader(xml)));
  }

  private static List<ReportTestSuite> parse(String xml) throws Exception {
    return new TestSuiteXmlParser(new NullConsoleLogger())
        .parse(
            new InputStreamReader(
                new ByteArrayInputStream(xml.getBytes(StandardCharsets.UTF_8)),
                StandardCharsets.UTF_8));
  }

  private static MadeRun night(double nds) {
    MadeRun made = MadeRun.named("night").with("fp16", "nd_score", nds);
    made.rung("fp16").put("verdict", "degrades").put("reason", "NDS <falls> & \u0007 \"more\"");
    return made.notExportable("R99-<odd>", "Expand: invalid \u0000 shape");
  }

  @Test
  void aRunHasACaseARungAsMavenReadsIt() throws Exception {
    String xml = JUnitXml.text(night(0.4).finished().summary(), Optional.empty());
    validate(xml);
    List<ReportTestSuite> suites = parse(xml);
    ReportTestSuite rungs = suites.get(suites.size() - 1);
    assertThat(rungs.getTestCases())
        .extracting(ReportTestCase::getName)
        .containsExactly("faithful-again", "fp16", "R99-<odd>");
    assertThat(rungs.getNumberOfFailures()).isZero();
    assertThat(rungs.getTestCases().get(2).hasSkipped()).isTrue();
    assertThat(xml).contains("degrades: NDS &lt;falls&gt; &amp; ? ");
  }

  @Test
  void anIncompleteRunFailsTheRungsThatLackFrames() throws Exception {
    MadeRun made = night(0.4);
    made.summary().put("status", "incomplete");
    made.rung("fp16").put("failed_frames", 3);
    String xml = JUnitXml.text(made.finished().summary(), Optional.empty());
    validate(xml);
    List<ReportTestSuite> suites = parse(xml);
    ReportTestSuite rungs = suites.get(suites.size() - 1);
    assertThat(rungs.getNumberOfFailures()).isEqualTo(1);
    assertThat(rungs.getTestCases().get(1).getFailureMessage())
        .isEqualTo("3 frames failed, see errors/");
  }

  @Test
  void aGateHasACaseARule() throws Exception {
    GateRules rules =
        GateRulesTest.rules(
            folder,
            "{rule: nds, figures: [nd_score], fall: 0.002}",
            "{rule: least, figures: [nd_score], at_least: 0.1}",
            "{rule: bus, figures: [ap/bus], at_least: 0.1}");
    FinishedRun kept = night(0.5).finished();
    FinishedRun run = night(0.4).finished();
    GateResult result =
        Gate.apply(
            rules,
            run,
            Map.of(Against.PINNED, kept, Against.GREEN, kept),
            NoisePairs.of(List.of(run)),
            List.of());
    String xml = JUnitXml.text(run.summary(), Optional.of(result));
    validate(xml);
    List<ReportTestSuite> suites = parse(xml);
    ReportTestSuite gate = suites.get(suites.size() - 1);
    assertThat(gate.getTestCases())
        .extracting(ReportTestCase::getName)
        .containsExactly("nds", "least", "bus");
    assertThat(gate.getNumberOfFailures()).isEqualTo(1);
    assertThat(gate.getNumberOfErrors()).isEqualTo(1);
    assertThat(gate.getTestCases().get(0).getFailureMessage())
        .startsWith("FAIL  nds: 2 of 2 fail: fp16 nd_score fell 0.1 from pinned");
    assertThat(gate.getTestCases().get(0).getFailureType()).isEqualTo("regression");
    assertThat(gate.getTestCases().get(1).isSuccessful()).isTrue();
  }

  @Test
  void theSchemaOfTheTestRefusesWhatIsNoReport() {
    assertThatThrownBy(() -> validate("<testsuites><testsuite tests=\"1\"/></testsuites>"))
        .isInstanceOf(SAXException.class);
    assertThatThrownBy(
            () ->
                validate(
                    "<testsuites><testsuite name=\"a\"><testcase name=\"b\"><oops/></testcase>"
                        + "</testsuite></testsuites>"))
        .isInstanceOf(SAXException.class);
  }
}

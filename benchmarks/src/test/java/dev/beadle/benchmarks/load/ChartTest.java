package dev.beadle.benchmarks.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.beadle.benchmarks.load.Chart.Line;
import dev.beadle.benchmarks.load.Chart.Point;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.NamedNodeMap;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

/** The picture of latency against load. */
final class ChartTest {
  /** A digit of a sans-serif of 13 pixels. */
  private static final double WIDEST_CHARACTER = 7.5;

  /** What of the label, which stands on its side, lies to the right of its place. */
  private static final double DESCENT = 4;

  @Test
  void svg_linesOfPoints_isAPolylineForEach() throws Exception {
    Document svg = parsed(chart(line("a", 10, 100), line("b", 10, 100, 1000)));

    assertThat(svg.getElementsByTagName("polyline").getLength()).isEqualTo(2);
    assertThat(pointsOf(svg, 1)).hasSize(3);
  }

  /** The y axis is logarithmic: as far from 10 to 100 as from 100 to 1,000. */
  @Test
  void svg_powersOfTen_areEquallyFarApart() throws Exception {
    List<double[]> points = pointsOf(parsed(chart(line("a", 10, 100, 1000))), 0);

    double first = points.get(0)[1] - points.get(1)[1];
    assertThat(first).isPositive();
    assertThat(points.get(1)[1] - points.get(2)[1]).isCloseTo(first, within(0.2));
  }

  /** Beside the y axis: however wide its numbers are, they end before its label begins. */
  @Test
  void svg_wideNumbers_leaveRoomForTheLabel() throws Exception {
    for (double greatest : new double[] {9, 999_999, 999_999_999}) {
      Document svg = parsed(chart(line("a", 0.001, greatest)));
      NodeList texts = svg.getElementsByTagName("text");
      double label = 0;
      double leftmost = Double.MAX_VALUE;
      for (int i = 0; i < texts.getLength(); i++) {
        NamedNodeMap attributes = texts.item(i).getAttributes();
        if (attributes.getNamedItem("transform") != null) {
          String move = attributes.getNamedItem("transform").getTextContent();
          label = Double.parseDouble(move.substring(move.indexOf('(') + 1, move.indexOf(' ')));
        } else if (attributes.getNamedItem("text-anchor").getTextContent().equals("end")) {
          double width = texts.item(i).getTextContent().length() * WIDEST_CHARACTER;
          double end = Double.parseDouble(attributes.getNamedItem("x").getTextContent());
          leftmost = Math.min(leftmost, end - width);
        }
      }
      assertThat(leftmost).as("numbers up to %s", greatest).isGreaterThan(label + DESCENT);
    }
  }

  @Test
  void svg_marksInNames_areEscaped() throws Exception {
    assertThat(parsed(chart(line("<&>", 1, 2))).getDocumentElement().getTextContent())
        .contains("<&>");
  }

  @Test
  void chart_withoutPoints_isRefused() {
    assertThatThrownBy(() -> chart()).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> chart(line("a"))).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Point(1, 0)).hasMessageContaining("no place");
  }

  private static Chart chart(Line... lines) {
    return new Chart("title", "x", "y", List.of(lines));
  }

  /** At x = 1, 2, 3 … */
  private static Line line(String name, double... ys) {
    List<Point> points = new ArrayList<>();
    for (int i = 0; i < ys.length; i++) {
      points.add(new Point(i + 1, ys[i]));
    }
    return new Line(name, "black", false, points);
  }

  private static Document parsed(Chart chart) throws Exception {
    return DocumentBuilderFactory.newInstance()
        .newDocumentBuilder()
        .parse(new InputSource(new StringReader(chart.svg())));
  }

  private static List<double[]> pointsOf(Document svg, int line) {
    String points =
        svg.getElementsByTagName("polyline")
            .item(line)
            .getAttributes()
            .getNamedItem("points")
            .getTextContent();
    List<double[]> places = new ArrayList<>();
    for (String point : List.of(points.split(" ", -1))) {
      String[] xAndY = point.split(",", -1);
      places.add(new double[] {Double.parseDouble(xAndY[0]), Double.parseDouble(xAndY[1])});
    }
    return places;
  }
}

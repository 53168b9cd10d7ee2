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
import org.xml.sax.InputSource;

/** The picture of latency against load. */
final class ChartTest {
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

package org.ventral.nn.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** {@link AddingProblem}, {@link CopyTask}, {@link UsBirths} and {@link DailyForecasts}. */
class SequenceTasksTest {
    @Nested class TheAddingProblem {
        private final AddingProblem problem = new AddingProblem(20, 500, 7);

        @Test void marksOneStepInEachHalfAndAsksForTheSum() {
            Batch batch = problem.get(0, 3, 499);
            assertThat(batch.inputs().shape().toArray()).containsExactly(3, 20, 2);
            assertThat(batch.targets().shape().toArray()).containsExactly(3, 1);
            float[] pairs = batch.inputs().toFloats(), sums = batch.targets().toFloats();
            for (int i = 0; i < 3; i++) {
                float sum = 0;
                int[] marks = new int[2];
                for (int t = 0; t < 20; t++) {
                    float number = pairs[(i * 20 + t) * 2], mark = pairs[(i * 20 + t) * 2 + 1];
                    assertThat(number).isBetween(0f, 1f);
                    if (mark == 0) continue;
                    marks[t / 10]++;
                    sum += number;
                }
                assertThat(marks).containsExactly(1, 1);
                assertThat(sums[i]).isEqualTo(sum);
            }
        }

        @Test void aSampleIsTheSameInAnyCompany() {
            float[] alone = problem.get(5).inputs().toFloats(), last = problem.get(9, 5).inputs().select(0, 1).toFloats();
            assertThat(last).containsExactly(alone);
            assertThat(new AddingProblem(20, 500, 8).get(5).inputs().toFloats()).isNotEqualTo(alone);
        }

        @Test void sayingOneHasTheErrorOfTheBaseline() {
            double squares = 0;
            for (float sum : problem.get(IntStream.range(0, 500).toArray()).targets().toFloats()) squares += (sum - 1) * (sum - 1);
            assertThat(squares / 500).isCloseTo(AddingProblem.BASELINE, within(0.02));
        }

        @Test void refusesWhatMakesNoSense() {
            assertThatThrownBy(() -> new AddingProblem(1, 10, 0)).hasMessage("AddingProblem: two steps are marked, so the length must be at least 2, got 1");
            assertThatThrownBy(() -> problem.get(500)).isInstanceOf(IndexOutOfBoundsException.class);
        }
    }

    @Test void theCopyTaskShowsSymbolsBlanksAndTheMark() {
        CopyTask task = new CopyTask(5, 100, 3);
        Batch batch = task.get(42);
        assertThat(batch.inputs().shape().toArray()).containsExactly(1, 25, 10);
        int[] shown = batch.inputs().argmax(2).toInts(), answers = batch.targets().toInts();
        for (int k = 0; k < CopyTask.RECALLED; k++) {
            assertThat(shown[k]).isEqualTo(answers[k]).isBetween(0, 7);
            assertThat(shown[15 + k]).as("blank while it is said").isEqualTo(8);
        }
        assertThat(shown[14]).as("the mark").isEqualTo(9);
        assertThat(IntStream.range(10, 14).map(t -> shown[t])).containsOnly(8);
        assertThat(batch.inputs().sum().item()).as("one-hot").isEqualTo(25);
    }

    @Nested class Births {
        private final DailySeries series = UsBirths.embedded();

        @Test void areThereForEachDayOfTenYears() {
            assertThat(series.days()).isEqualTo(3652);
            assertThat(series.first()).isEqualTo(LocalDate.of(1994, 1, 1));
            assertThat(series.date(3651)).isEqualTo(LocalDate.of(2003, 12, 31));
            assertThat(series.value(0)).isEqualTo(8096);
            assertThat(series.value(3651)).isEqualTo(12374);
            assertThat(UsBirths.testBegins(series)).isEqualTo(2921);
        }

        @Test void aForecastSeesTheDaysBeforeAndTheCalendarOfItsOwn() {
            Standardize scale = series.scaleBefore(2921);
            Batch batch = new DailyForecasts(series, 2921, 3652, 28, scale).get(0);
            assertThat(batch.inputs().shape().toArray()).containsExactly(1, 28, DailyForecasts.FEATURES);
            float[] last = batch.inputs().select(1, 27).toFloats();
            assertThat(last[0]).isEqualTo(scale.apply(series.value(2920)));
            assertThat(last[1]).as("31 December 2001 was a Monday").isEqualTo(1);
            assertThat(last[1 + 7 + 11]).as("December").isEqualTo(1);
            assertThat(last[1 + 7 + 12 + 30]).as("the 31st").isEqualTo(1);
            assertThat(IntStream.range(1, last.length).mapToDouble(i -> last[i]).sum()).isEqualTo(3);
            assertThat(batch.targets().toFloats()).containsExactly(scale.apply(series.value(2921)));
        }

        @Test void ofWhichADayIsMissingAreRefused() throws IOException {
            assertThat(read("year,month,day,weekday,births\n2000,2,28,1,10\n2000,2,29,2,11\n").values()).containsExactly(10, 11);
            assertThatThrownBy(() -> read("year,month,day,weekday,births\n2000,2,28,1,10\n2000,3,1,3,11\n")).isInstanceOf(DataFileException.class).hasMessageContaining("the day 2000-02-29");
            assertThatThrownBy(() -> read("head\n2000,2,30,1,10\n")).isInstanceOf(DataFileException.class).hasMessageContaining("a date and a number");
            assertThatThrownBy(() -> read("head\n")).isInstanceOf(DataFileException.class).hasMessageContaining("at least one day");
        }

        private static DailySeries read(String text) throws IOException {
            var bytes = new ByteArrayOutputStream();
            try (var zip = new GZIPOutputStream(bytes)) {
                zip.write(text.getBytes(StandardCharsets.US_ASCII));
            }
            return UsBirths.read("births.gz", new ByteArrayInputStream(bytes.toByteArray()));
        }
    }
}

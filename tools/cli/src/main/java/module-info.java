/** The {@code ventral} command. */
module org.ventral.tools.cli {
    requires com.fasterxml.jackson.databind;
    requires info.picocli;
    requires java.desktop;
    requires java.management;
    requires java.net.http;
    requires me.tongfei.progressbar;
    requires xchart;
    requires org.ventral.backend.onnx;
    requires org.ventral.nn;
    requires org.ventral.onnx;
    requires org.ventral.optim;
    requires org.ventral.tensor;

    opens org.ventral.tools.cli to info.picocli;
    opens org.ventral.tools.cli.bench to info.picocli;
    opens org.ventral.tools.cli.data to info.picocli;
    opens org.ventral.tools.cli.demo to info.picocli;
    opens org.ventral.tools.cli.explain to info.picocli;
    opens org.ventral.tools.cli.onnx to info.picocli;
    opens org.ventral.tools.cli.summary to info.picocli;
    opens org.ventral.tools.cli.train to info.picocli;
}

/** A third party's jar: a backend, an optimizer and a model, found by Ventral without its knowing of them. */
module org.example.plugin {
    requires org.ventral.nn;
    requires org.ventral.optim;
    requires org.ventral.tensor;

    provides org.ventral.tensor.spi.BackendProvider with org.example.plugin.SampleBackendProvider;
    provides org.ventral.optim.spi.OptimizerProvider with org.example.plugin.LionProvider;
    provides org.ventral.nn.spi.ModelProvider with org.example.plugin.MlpProvider;
}

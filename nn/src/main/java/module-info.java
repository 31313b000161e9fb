/**
 * Neural networks: modules and layers, data sets, and the training loop.
 *
 * @uses org.ventral.nn.spi.ModelProvider to find models
 */
module org.ventral.nn {
    requires transitive org.ventral.tensor;
    requires transitive org.ventral.optim;

    exports org.ventral.nn;
    exports org.ventral.nn.data;
    exports org.ventral.nn.layer;
    exports org.ventral.nn.loss;
    exports org.ventral.nn.spi;
    exports org.ventral.nn.train;
    exports org.ventral.nn.vision;

    uses org.ventral.nn.spi.ModelProvider;

    provides org.ventral.nn.spi.ModelProvider with org.ventral.nn.vision.LeNet5Provider;
}

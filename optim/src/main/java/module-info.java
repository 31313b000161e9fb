/**
 * Optimizers, learning-rate schedules and gradient clipping.
 *
 * @uses org.ventral.optim.spi.OptimizerProvider to find optimizers
 */
module org.ventral.optim {
    requires transitive org.ventral.tensor;

    exports org.ventral.optim;
    exports org.ventral.optim.spi;

    uses org.ventral.optim.spi.OptimizerProvider;

    provides org.ventral.optim.spi.OptimizerProvider with
            org.ventral.optim.provider.SgdProvider,
            org.ventral.optim.provider.MomentumProvider,
            org.ventral.optim.provider.NesterovProvider,
            org.ventral.optim.provider.AdamProvider,
            org.ventral.optim.provider.AdamWProvider;
}

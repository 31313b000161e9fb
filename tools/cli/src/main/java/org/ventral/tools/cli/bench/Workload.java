package org.ventral.tools.cli.bench;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Something to be timed.
 *
 * @param step does it once; its operands were made before
 * @param figures quantities that speeds are derived from: {@code gflop}, {@code gb}, {@code params}, each for one step
 */
record Workload(Runnable step, Map<String, Double> figures) {
    /** The workloads by name, each prepared only when asked for. */
    static Map<String, Supplier<Workload>> all() {
        Map<String, Supplier<Workload>> all = new LinkedHashMap<>();
        for (int n : new int[] {256, 512, 1024, 2048}) all.put("gemm-" + n, () -> KernelWorkloads.gemm(n, false, false));
        all.put("gemm-nt-1024", () -> KernelWorkloads.gemm(1024, false, true));
        all.put("gemm-tn-1024", () -> KernelWorkloads.gemm(1024, true, false));
        all.put("conv3x3-forward", () -> KernelWorkloads.conv(false));
        all.put("conv3x3-forward-backward", () -> KernelWorkloads.conv(true));
        all.put("softmax-4096x1024", () -> KernelWorkloads.elementwise(x -> x.softmax(-1)));
        all.put("layernorm-4096x1024", KernelWorkloads::layerNorm);
        all.put("gelu-4096x1024", () -> KernelWorkloads.elementwise(x -> x.gelu()));
        all.put("tanh-4096x1024", () -> KernelWorkloads.elementwise(x -> x.tanh()));
        all.put("add-4096x1024", () -> KernelWorkloads.elementwise(x -> x.add(x)));
        all.put("adamw-10m", KernelWorkloads::adamw);
        all.put("lenet5-train-b64", ModelWorkloads::lenet5);
        all.put("resnet18-train-b32", ModelWorkloads::resnet18);
        all.put("resnet50-infer-b1", ModelWorkloads::resnet50);
        all.put("lstm2-train-b32", ModelWorkloads::lstm2);
        return all;
    }
}

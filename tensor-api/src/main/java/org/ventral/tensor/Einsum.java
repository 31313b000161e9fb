package org.ventral.tensor;

import java.util.ArrayList;
import java.util.List;

/** Runs an {@link EinsumPlan} with movement and batched matrix products. */
final class Einsum {
    private Einsum() {}

    static Tensor compute(String equation, List<Tensor> operands) {
        EinsumPlan plan = EinsumPlan.of(equation, operands.stream().map(t -> t.shape().toArray()).toList());
        List<Tensor> values = new ArrayList<>();
        List<List<Integer>> labels = new ArrayList<>();
        for (int i = 0; i < operands.size(); i++) {
            values.add(prepare(operands.get(i), plan.operands().get(i)));
            labels.add(plan.operands().get(i).labels());
        }
        for (EinsumPlan.Contraction step : plan.contractions()) {
            values.add(contract(plan, step, values.get(step.left()), labels.get(step.left()), values.get(step.right()), labels.get(step.right())));
            labels.add(step.labels());
        }
        return values.getLast().permute(ints(plan.outputAxes()));
    }

    private static Tensor prepare(Tensor operand, EinsumPlan.Operand plan) {
        List<Integer> axes = new ArrayList<>(plan.axes());
        Tensor value = operand;
        for (int i = plan.dropped().size() - 1; i >= 0; i--) {
            value = value.squeeze((int) plan.dropped().get(i));
            axes.remove((int) plan.dropped().get(i));
        }
        for (int first = 0; first < axes.size(); first++) {
            int again;
            while ((again = axes.subList(first + 1, axes.size()).indexOf(axes.get(first))) >= 0) {
                value = diagonal(value, first, first + 1 + again);
                axes.remove(first + 1 + again);
            }
        }
        if (!plan.summed().isEmpty()) value = value.sum(Axes.of(plan.summed().stream().map(axes::indexOf).toList()), false);
        return value;
    }

    /** The diagonal over two axes of equal size, at the place of the first. */
    private static Tensor diagonal(Tensor value, int first, int second) {
        int rank = value.rank();
        return value.moveAxis(second, rank - 1).moveAxis(first, rank - 2).diagonal().moveAxis(rank - 2, first);
    }

    private static Tensor contract(EinsumPlan plan, EinsumPlan.Contraction step, Tensor left, List<Integer> leftLabels, Tensor right, List<Integer> rightLabels) {
        Tensor a = arrange(plan, left, leftLabels, step.batch(), step.freeLeft(), step.contracted());
        Tensor b = arrange(plan, right, rightLabels, step.batch(), step.contracted(), step.freeRight());
        return a.matmul(b).reshape(plan.shape(step.labels()));
    }

    private static Tensor arrange(EinsumPlan plan, Tensor value, List<Integer> labels, List<Integer> batch, List<Integer> rows, List<Integer> columns) {
        List<Integer> order = new ArrayList<>();
        for (List<Integer> group : List.of(batch, rows, columns)) for (int label : group) order.add(labels.indexOf(label));
        return value.permute(ints(order)).reshape(plan.elements(batch), plan.elements(rows), plan.elements(columns));
    }

    private static int[] ints(List<Integer> list) {
        return list.stream().mapToInt(Integer::intValue).toArray();
    }
}

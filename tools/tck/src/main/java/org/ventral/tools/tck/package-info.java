/**
 * The compatibility kit. The author of a backend, an optimizer or a model extends {@link org.ventral.tools.tck.BackendTck},
 * {@link org.ventral.tools.tck.OptimizerTck} or {@link org.ventral.tools.tck.ModelTck} and says where to find the plugin; the tests are
 * inherited.
 *
 * <p>What is expected of an op is never taken from the backend under test: it comes from the reference backend in double precision, from
 * closed forms, and from finite differences.
 */
package org.ventral.tools.tck;

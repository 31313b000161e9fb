/**
 * The operations, one record each: a closed family of primitives and an open one of composites that know how to take themselves apart.
 */
package org.ventral.tensor.op;

/** Networks and other models that read sequences. */
package org.ventral.nn.sequence;

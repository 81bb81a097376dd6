package io.powercrud.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.context.ContextRegistry;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class TaskContextTest {

  @Test
  void applicationCodeCannotMakeOneOrEnterOne() {
    assertThat(TaskContext.class.getConstructors()).isEmpty();
    assertThat(Modifier.isFinal(TaskContext.class.getModifiers())).isTrue();
    assertThat(takingAContext(TaskContext.class)).isEmpty();
    assertThat(Modifier.isPublic(HandlerRunner.class.getModifiers())).isFalse();
  }

  private static List<Method> takingAContext(Class<?> type) {
    return Arrays.stream(type.getMethods())
        .filter(method -> List.of(method.getParameterTypes()).contains(TaskContext.class))
        .toList();
  }

  @Test
  void outsideOfATaskThereIsNoneAndItsCallsSaySo() {
    assertThat(TaskContext.isActive()).isFalse();
    assertThat(TaskContext.current()).isEmpty();
    assertThatThrownBy(() -> TaskContext.progress("halfway"))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("TaskContext.progress")
        .hasMessageContaining(Thread.currentThread().getName())
        .hasMessageContaining("isActive()");
    assertThatThrownBy(TaskContext::checkpoint).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void contextPropagationFindsItByItself() {
    assertThat(ContextRegistry.getInstance().getThreadLocalAccessors())
        .anyMatch(TaskContextAccessor.class::isInstance);
  }
}

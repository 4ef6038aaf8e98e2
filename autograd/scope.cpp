#include "autograd/scope.hpp"

#include <fmt/format.h>

#include "autograd/error.hpp"

namespace unroll::inline UNROLL_PRECISION {

namespace {

ScopePath* new_path(ScopePath* parent, std::string name, int step, bool backward) {
  auto* path = new ScopePath;
  path->name = std::move(name);
  path->parent = parent;
  path->step = step;
  path->backward = backward;
  if (parent) ++parent->references;
  return path;
}

ScopePath* new_path(ScopePath* parent, std::string name) {
  return new_path(parent, std::move(name), parent ? parent->step : 0, parent && parent->backward);
}

int counted(int step) {
  if (step < 1) throw Error(fmt::format("a scope for step {}: steps count from 1 to T{}", step, here()));
  return step;
}

}  // namespace

void ScopeHandle::drop(ScopePath* path) {
  while (path && path->references == 0) {
    ScopePath* parent = path->parent;
    delete path;
    if (parent) --parent->references;
    path = parent;
  }
}

std::string ScopeHandle::text() const {
  std::string text;
  for (const ScopePath* p = path_; p; p = p->parent) {
    const std::string part = p->axis ? fmt::format("{}={}", p->axis, p->step) : p->name;
    text = text.empty() ? part : part + "/" + text;
  }
  return text;
}

Scope::Scope(const ScopeHandle& at) : previous_(building.scope) {
  building.scope = at.get();
  if (building.scope) ++building.scope->references;
}

Scope::Scope(std::string name) : Scope(ScopeHandle(new_path(building.scope, std::move(name)))) {}

Scope::Scope(Literal axis, int step, const char* hints)
    : Scope(ScopeHandle(new_path(building.scope, {}, counted(step), building.scope && building.scope->backward))) {
  building.scope->axis = axis.text;
  building.scope->hints = hints;
}

Scope::~Scope() {
  ScopeHandle closed(building.scope);
  if (closed.get()) --closed.get()->references;
  building.scope = previous_.get();
}

ScopeHandle Scope::backward_of(const ScopeHandle& forward) {
  return ScopeHandle(new_path(forward.get(), "backward", forward.step(), true));
}

std::string here() {
  const std::string place = ScopeHandle(building.scope).text();
  return place.empty() ? "" : " (in " + place + ")";
}

}  // namespace unroll::inline UNROLL_PRECISION

// Where in a model we are: Scope s("encoder"); Scope s("t", 2). Every node keeps the path that was open when it
// was made ("encoder/t=2"); error messages name it and drawings group by it.
#pragma once

#include <string>
#include <utility>

#include "autograd/pool.hpp"

namespace unroll::inline UNROLL_PRECISION {

// A name, a rule's text: literals, so that one may keep a pointer to them.
struct Literal {
  const char* text;
  template <std::size_t N>
  consteval Literal(const char (&literal)[N]) : text(literal) {}
};

struct ScopePath {
  std::uint32_t references = 0;
  int step = 0;           // the time step of the innermost scope that has one, 1 … T; 0 outside time
  bool backward = false;  // holds what a gradient pass recorded
  ScopePath* parent = nullptr;
  std::string name;
  const char* axis = nullptr;  // "t" of a step "t=2": the text is made when somebody asks, not at every step
  const char* hints = "";      // how a drawing may lay out the step, in the words of whoever opened it

  static void* operator new(std::size_t bytes) { return take(bytes); }
  static void operator delete(void* memory, std::size_t bytes) { give(memory, bytes); }
};

// A counted handle on a path; empty at the top.
class ScopeHandle {
 public:
  ScopeHandle() = default;
  explicit ScopeHandle(ScopePath* path) : path_(path) {
    if (path_) ++path_->references;
  }
  ScopeHandle(const ScopeHandle& other) : ScopeHandle(other.path_) {}
  ScopeHandle(ScopeHandle&& other) noexcept : path_(std::exchange(other.path_, nullptr)) {}
  ScopeHandle& operator=(ScopeHandle other) noexcept {
    std::swap(path_, other.path_);
    return *this;
  }
  ~ScopeHandle() {
    if (path_ && --path_->references == 0) drop(path_);
  }

  ScopePath* get() const { return path_; }
  int step() const { return path_ ? path_->step : 0; }
  bool backward() const { return path_ && path_->backward; }
  std::string text() const;  // "encoder/t=2"; empty at the top

 private:
  static void drop(ScopePath* path);
  ScopePath* path_ = nullptr;
};

// Opens a scope for as long as the object lives. Scopes nest, and close in the opposite order.
class Scope {
 public:
  [[nodiscard("it ends with its line: Scope s(…)")]] explicit Scope(std::string name);
  // "t=2"; steps count from 1, else an Error. `hints`, a literal, is handed on to drawings.
  [[nodiscard("it ends with its line: Scope s(…)")]] Scope(Literal axis, int step, const char* hints = "");
  explicit Scope(const ScopeHandle& at);  // goes to a path that a node kept
  ~Scope();
  Scope(const Scope&) = delete;
  Scope& operator=(const Scope&) = delete;

  // The path in which a gradient pass records what it does for a node made at `forward`.
  static ScopeHandle backward_of(const ScopeHandle& forward);

 private:
  ScopeHandle previous_;
};

// The state of the thread that is building a graph.
struct Building {
  ScopePath* scope = nullptr;  // counted by the innermost Scope
  bool recording = true;
  bool sweeping = false;
  std::uint32_t thread = 0;
};
inline thread_local constinit Building building;

// " (in encoder/t=2)", for the end of a message; empty at the top.
std::string here();

}  // namespace unroll::inline UNROLL_PRECISION

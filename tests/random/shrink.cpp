#include "tests/random/shrink.hpp"

#include <algorithm>

#include "tests/random/reference.hpp"

namespace random_programs {

namespace {

void renumber(Program& program, const std::function<int(int)>& number) {
  for (Statement& statement : program.statements)
    for (Argument& argument : statement.arguments)
      for (int& v : argument.values) v = number(v);
  for (int& v : program.outputs) v = number(v);
}

// A statement's result as a leaf of its own, with the numbers that it had.
Program cut(const Program& program, std::size_t statement, const Reference& reference, bool variable) {
  const int leaves = static_cast<int>(program.leaves.size()), old = leaves + static_cast<int>(statement);
  const Value& value = reference.values()[static_cast<std::size_t>(old)];
  Leaf leaf{value.shape, {}, variable};
  for (const Number& number : value.numbers)
    leaf.numbers.push_back(static_cast<double>(std::round(number.x.value * 256) / 256));
  Program result = program;
  result.leaves.push_back(std::move(leaf));
  result.statements.erase(result.statements.begin() + static_cast<std::ptrdiff_t>(statement));
  renumber(result, [&](int v) { return v < leaves ? v : v == old ? leaves : v < old ? v + 1 : v; });
  return tidied(result);
}

// Every reader of a statement reads one of its inputs instead.
Program bypassed(const Program& program, std::size_t statement, int input) {
  const int old = static_cast<int>(program.leaves.size() + statement);
  Program result = program;
  renumber(result, [&](int v) { return v == old ? input : v; });
  return tidied(result);
}

// Every extent `from` of leaves and arguments becomes `to`.
Program resized(const Program& program, Index from, Index to) {
  Program result = program;
  for (Leaf& leaf : result.leaves) {
    std::replace(leaf.shape.begin(), leaf.shape.end(), from, to);
    leaf.numbers.resize(static_cast<std::size_t>(size_of(leaf.shape)), 0.5);
  }
  for (Statement& statement : result.statements)
    for (Argument& argument : statement.arguments) {
      if (argument.kind == Argument::Kind::shape)
        std::replace(argument.integers.begin(), argument.integers.end(), from, to);
      if (argument.kind == Argument::Kind::ids) {
        std::replace(argument.shape.begin(), argument.shape.end(), from, to);
        argument.integers.resize(static_cast<std::size_t>(size_of(argument.shape)), 0);
      }
    }
  return result;
}

// What shrinking makes less of, in the order of what counts most.
std::vector<std::size_t> weights(const Program& program) {
  std::size_t numbers = 0, variables = 0;
  double odd = 0;
  for (const Leaf& leaf : program.leaves) {
    numbers += leaf.numbers.size();
    variables += leaf.variable ? 1 : 0;
    for (double x : leaf.numbers) odd += x == 1 ? 0 : x == 0.5 ? 1 : x == 2 ? 2 : 3;
  }
  std::size_t arguments = 0;
  for (const Statement& statement : program.statements) arguments += statement.inputs().size();
  return {program.statements.size(), program.outputs.size(),       arguments, numbers, variables,
          program.leaves.size(),     static_cast<std::size_t>(odd)};
}

// Offers programs that are a little smaller, the smallest first, until one is taken.
bool offered(const Program& program, const Fails& taken) {
  const Reference reference = interpreted(program);
  const auto offer = [&](const Program& candidate) {
    const Program tidy = tidied(candidate);
    return weights(tidy) < weights(program) && taken(tidy);
  };
  const auto with = [&](const auto& change) {
    Program candidate = program;
    change(candidate);
    return offer(candidate);
  };
  const std::size_t leaves = program.leaves.size(), statements = program.statements.size();
  for (int v = static_cast<int>(leaves); v < program.value_count(); ++v)  // only what leads to it
    if (with([&](Program& p) { p.outputs = {v}; })) return true;
  for (std::size_t i = statements; i-- > 0;)
    for (const bool variable : {false, true})
      if (offer(cut(program, i, reference, variable))) return true;
  for (std::size_t i = 0; i < statements; ++i)
    for (int input : program.statements[i].inputs())
      if (offer(bypassed(program, i, input))) return true;
  std::vector<bool> owned(leaves);
  for (const Statement& statement : program.statements)
    for (int v : statement.parameters()) owned[static_cast<std::size_t>(v)] = true;
  for (std::size_t i = 0; i < leaves; ++i)
    if (program.leaves[i].variable && !owned[i] && with([&](Program& p) { p.leaves[i].variable = false; })) return true;

  std::vector<Index> extents;
  for (const Leaf& leaf : program.leaves) extents.insert(extents.end(), leaf.shape.begin(), leaf.shape.end());
  std::sort(extents.begin(), extents.end());
  extents.erase(std::unique(extents.begin(), extents.end()), extents.end());
  for (Index from : extents)
    for (Index to : {Index{1}, Index{2}, from / 2, from - 1})
      if (to >= 0 && to < from && offer(resized(program, from, to))) return true;
  for (std::size_t i = 0; i < leaves; ++i) {
    const std::vector<double>& numbers = program.leaves[i].numbers;
    if (with([&](Program& p) { std::fill(p.leaves[i].numbers.begin(), p.leaves[i].numbers.end(), 1); })) return true;
    for (std::size_t k = 0; k < numbers.size() && numbers.size() <= 40; ++k)
      for (const double x : {1., 0.5, 2.})
        if (with([&](Program& p) { p.leaves[i].numbers[k] = x; })) return true;
  }
  return false;
}

}  // namespace

Program tidied(const Program& program) {
  const int leaves = static_cast<int>(program.leaves.size());
  std::vector<bool> needed(static_cast<std::size_t>(program.value_count()));
  for (int v : program.outputs) needed[static_cast<std::size_t>(v)] = true;
  for (int v = program.value_count(); --v >= leaves;)
    if (needed[static_cast<std::size_t>(v)])
      for (int input : program.statements[static_cast<std::size_t>(v - leaves)].inputs())
        needed[static_cast<std::size_t>(input)] = true;
  Program result{{}, {}, program.outputs};
  std::vector<int> number(needed.size(), -1);
  int next = 0;
  for (int v = 0; v < program.value_count(); ++v) {
    if (!needed[static_cast<std::size_t>(v)]) continue;
    number[static_cast<std::size_t>(v)] = next++;
    if (v < leaves)
      result.leaves.push_back(program.leaves[static_cast<std::size_t>(v)]);
    else
      result.statements.push_back(program.statements[static_cast<std::size_t>(v - leaves)]);
  }
  renumber(result, [&](int v) { return number[static_cast<std::size_t>(v)]; });
  return result;
}

Program shrunk(Program program, const Fails& fails) {
  int left = 3000;  // tries
  while (left > 0 && offered(program, [&](const Program& candidate) {
           if (--left < 0 || !fails(candidate)) return false;
           program = candidate;
           return true;
         })) {
  }
  return program;
}

}  // namespace random_programs

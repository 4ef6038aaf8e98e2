// A lesson that does what lessons do, in less than a second: it trains with a bar, saves a checkpoint in each step,
// draws in every format, plots, finds. What lesson_test.sh puts through faults.
#include "lessons/support/lesson.hpp"

#include <chrono>
#include <thread>

#include "autograd/backward.hpp"
#include "autograd/ops.hpp"
#include "graphs/draw.hpp"
#include "graphs/plot.hpp"
#include "lessons/support/training.hpp"
#include "nn/linear.hpp"
#include "nn/losses.hpp"
#include "nn/rnn_cell.hpp"
#include "nn/unrolled.hpp"
#include "optim/adam.hpp"

using namespace unroll;

namespace {

struct Net : nn::Module {
  nn::RNNCell cell{2, 4};
  nn::Linear head{4, 1};
  Net() {
    submodule("cell", cell);
    submodule("head", head);
  }
  Tensor loss(const Array& xs) const {
    const Tensor x(xs);
    return nn::squared_error(head(nn::unrolled(cell, x).last().h), sum(x[0], -1, true));
  }
};

void story(lessons::Lesson& lesson) {
  lesson.heading("A Lesson That Goes Wrong — änd says só");
  Net net;
  optim::Adam adam(net.parameters(), {.lr = Real(0.01)});
  lessons::Training training;
  training.what = "a network with a rather long description";
  training.steps = lesson.steps(30);
  training.loss = [&](int) {
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
    return net.loss(random_numbers().uniform({3, 4, 2}, -1, 1));
  };
  training.save_seconds = 0;
  lessons::train(lesson, net, adam, training);

  const Tensor loss = net.loss(random_numbers().uniform({3, 4, 2}, -1, 1));
  Trace trace;
  net.clear_grad();
  loss.backward({.trace = &trace});
  lesson.finding("nodes", "what holds", 9);
  lesson.control("nodes", "and what does not", 8);
  lesson.save(graphs::draw(loss, {.title = "Three steps", .trace = &trace}), "net", {"png", "html"});
  graphs::Plot plot("Biases", {"unit"}, {"b"});
  const auto b = net.cell.b.value().numbers();
  plot.line("RNN", {1, 2, 3, 4}, {b.begin(), b.end()});
  lesson.save(plot, "biases");
}

}  // namespace

int main(int argc, char** argv) { return lessons::run("01-gradient/faults", argc, argv, story); }

# language: pt
# Gerado com «interop translate» a partir de features/integration/appointments.feature: não se altera aqui.
# Nenhum clínico nativo reviu ainda esta tradução.
@RAD-48
Funcionalidade: O serviço sabe quando o seu paciente é esperado
  O transporte, o jejum e os maqueiros dependem da hora do exame.
  Uma mudança de que ninguém é avisado significa um paciente que espera, ou que não vem.

  Regra: Toda a marcação, toda a mudança e toda a anulação chegam ao processo clínico eletrónico

    @MESA-151 @TC-APT-001 @shall @positive
    Cenário: É feita uma marcação
      Dado que a paciente "Ana Torres" consta do registo da receção
      Quando o serviço requisitante pede o exame "RM crânio-encefálica" para a paciente "Ana Torres" com data "2031-03-14 09:30"
      Então o serviço requisitante recebe o aviso de uma marcação com data "2031-03-14 09:30" para o exame "RM crânio-encefálica" da paciente "Ana Torres"
      E a marcação do exame "RM crânio-encefálica" da paciente "Ana Torres" coincide com a lista de trabalho do equipamento "MR_1"

    @MESA-152 @TC-APT-002 @shall @positive
    Cenário: É mudada uma marcação
      Dado que o exame "RM crânio-encefálica" do paciente "Luis Mba" está agendado no equipamento "MR_1" com data "2031-03-14 09:30"
      Quando o secretariado de radiologia reagenda o exame "RM crânio-encefálica" do paciente "Luis Mba" para a data "2031-03-17 11:00"
      Então o serviço requisitante recebe o aviso de que a marcação para o exame "RM crânio-encefálica" do paciente "Luis Mba" passa para a data "2031-03-17 11:00"
      E a marcação do exame "RM crânio-encefálica" do paciente "Luis Mba" coincide com a lista de trabalho do equipamento "MR_1"

    @MESA-153 @TC-APT-003 @shall @negative
    Cenário: O secretariado de radiologia anula uma marcação
      Dado que o exame "RM crânio-encefálica" do paciente "Pedro Abeso" está agendado no equipamento "MR_1" com data "2031-03-14 09:30"
      Quando o secretariado de radiologia anula o exame "RM crânio-encefálica" do paciente "Pedro Abeso"
      Então o serviço requisitante recebe o aviso de que a marcação para o exame "RM crânio-encefálica" do paciente "Pedro Abeso" é anulada
      E o exame "RM crânio-encefálica" do paciente "Pedro Abeso" já não figura na lista de trabalho do equipamento "MR_1"

    @TC-APT-004 @shall @negative
    Cenário: Um pedido anulado pelo serviço anula também a sua marcação
      Dado que o exame "RM crânio-encefálica" do paciente "Pedro Abeso" está agendado no equipamento "MR_1" com data "2031-03-14 09:30"
      Quando o serviço requisitante anula o pedido do exame "RM crânio-encefálica" para o paciente "Pedro Abeso"
      Então o serviço requisitante recebe o aviso de que a marcação para o exame "RM crânio-encefálica" do paciente "Pedro Abeso" é anulada

# language: pt
# Gerado com «interop translate» a partir de features/integration/scheduling.feature: não se altera aqui.
# Nenhum clínico nativo reviu ainda esta tradução.
@RAD-4 @RAD-13
Funcionalidade: O arquivo e o equipamento seguem todas as mudanças do agendamento
  O arquivo recebe o que está agendado, para que as imagens encontrem o seu pedido ao chegar.
  Uma entrada que fica após uma anulação, ou uma mudança não comunicada, leva a examinar o que não é.

  Regra: O arquivo é avisado de cada exame previsto, com os identificadores da lista de trabalho

    @TC-SCH-001 @shall @positive
    Cenário: Uma TC do tórax agendada é anunciada ao arquivo
      Dado que a paciente "Ana Torres" consta do registo da receção
      Quando o serviço requisitante pede o exame "TC do tórax" para a paciente "Ana Torres"
      Então o sistema "PACS" recebe o aviso de que o exame "TC do tórax" da paciente "Ana Torres" está previsto
      E o que foi comunicado ao sistema "PACS" coincide com a entrada da lista de trabalho do exame "TC do tórax" da paciente "Ana Torres"

    @FIELD-01 @TC-SCH-002 @shall @positive
    Cenário: Os números que o RIS dá cabem em todos os sistemas
      Dado que o paciente "Luis Mba" consta do registo da receção
      Quando o serviço requisitante pede o exame "RM crânio-encefálica" para o paciente "Luis Mba"
      Então os números da entrada da lista de trabalho do exame "RM crânio-encefálica" do paciente "Luis Mba" têm 16 caracteres no máximo
      E o que foi comunicado ao sistema "PACS" coincide com a entrada da lista de trabalho do exame "RM crânio-encefálica" do paciente "Luis Mba"

    @FIELD-20 @MESA-213 @TC-SCH-003 @shall @positive
    Cenário: Um exame em dois passos tem duas entradas e um número de acesso
      Dado que a paciente "Rosa Eyang" consta do registo da receção
      Quando o serviço requisitante pede o exame "TC do tórax e abdómen" para a paciente "Rosa Eyang"
      Então o número de entradas da paciente "Rosa Eyang" na lista de trabalho do equipamento "CT_ER1" é 2
      E as entradas do exame "TC do tórax e abdómen" da paciente "Rosa Eyang" partilham o número de acesso e o identificador de exame
      E as entradas do exame "TC do tórax e abdómen" da paciente "Rosa Eyang" distinguem-se pelo seu passo
      E o que foi comunicado ao sistema "PACS" coincide com a entrada da lista de trabalho do exame "TC do tórax e abdómen" da paciente "Rosa Eyang"

  Regra: Um exame anulado sai da lista em todo o lado

    @FIELD-15 @TC-SCH-004 @shall @negative
    Cenário: Anula o médico requisitante
      Dado que o paciente "Pedro Abeso" consta do registo da receção
      E o exame "TC do tórax" do paciente "Pedro Abeso" está agendado no equipamento "CT_ER1"
      Quando o serviço requisitante anula o pedido do exame "TC do tórax" para o paciente "Pedro Abeso"
      Então o exame "TC do tórax" do paciente "Pedro Abeso" já não figura na lista de trabalho do equipamento "CT_ER1"
      E o sistema "PACS" recebe o aviso de que o exame "TC do tórax" do paciente "Pedro Abeso" foi anulado

    @TC-SCH-005 @shall @negative
    Cenário: O secretariado de radiologia suspende definitivamente um exame previsto
      Dado que o paciente "Pedro Abeso" consta do registo da receção
      E o exame "RM crânio-encefálica" do paciente "Pedro Abeso" está agendado no equipamento "MR_1"
      Quando o secretariado de radiologia suspende definitivamente o exame "RM crânio-encefálica" do paciente "Pedro Abeso"
      Então o exame "RM crânio-encefálica" do paciente "Pedro Abeso" já não figura na lista de trabalho do equipamento "MR_1"
      E o sistema "PACS" recebe o aviso de que o exame "RM crânio-encefálica" do paciente "Pedro Abeso" foi suspenso

    @MESA-101 @TC-SCH-006 @shall @negative
    Cenário: Um pedido anulado volta a ser feito e é um exame novo
      Dado que o paciente "Pedro Abeso" consta do registo da receção
      E o exame "TC do tórax" do paciente "Pedro Abeso" está agendado no equipamento "CT_ER1"
      Quando o serviço requisitante anula o pedido do exame "TC do tórax" para o paciente "Pedro Abeso"
      E o serviço requisitante volta a pedir o exame "TC do tórax" para o paciente "Pedro Abeso"
      Então o número de entradas do paciente "Pedro Abeso" na lista de trabalho do equipamento "CT_ER1" é 1
      E a nova entrada do exame "TC do tórax" do paciente "Pedro Abeso" tem números diferentes da anulada

    @FIELD-15 @TC-SCH-011 @shall @negative
    Cenário: Uma anulação que chega depois do início é recusada
      Dado que o paciente "Pedro Abeso" consta do registo da receção
      E o exame "TC do tórax" do paciente "Pedro Abeso" está agendado no equipamento "CT_ER1"
      Quando o técnico inicia no equipamento "CT_ER1" o exame "TC do tórax" do paciente "Pedro Abeso"
      E o serviço requisitante anula o pedido do exame "TC do tórax" para o paciente "Pedro Abeso" quando já começou
      Então o sistema "RIS" responde que o exame "TC do tórax" do paciente "Pedro Abeso" já não pode ser anulado
      E o médico requisitante vê o exame "TC do tórax" do paciente "Pedro Abeso" com o estado "em curso"

  Regra: Um exame alterado conserva a sua identidade, e um concluído nunca volta

    @TC-SCH-007 @shall @positive
    Cenário: Um exame passa para outro dia
      Dado que o paciente "Luis Mba" consta do registo da receção
      E o exame "RM crânio-encefálica" do paciente "Luis Mba" está agendado no equipamento "MR_1"
      Quando o secretariado de radiologia reagenda o exame "RM crânio-encefálica" do paciente "Luis Mba" para a data "2031-03-14 09:30"
      Então a entrada da lista de trabalho do exame "RM crânio-encefálica" do paciente "Luis Mba" mostra a data "2031-03-14 09:30"
      E o sistema "PACS" recebe o aviso de que o exame "RM crânio-encefálica" do paciente "Luis Mba" foi modificado
      E o que foi comunicado ao sistema "PACS" coincide com a entrada da lista de trabalho do exame "RM crânio-encefálica" do paciente "Luis Mba"

    @TC-SCH-008 @shall @positive
    Cenário: Um exame passa para outro equipamento
      Dado que o paciente "Luis Mba" consta do registo da receção
      E o exame "TC do tórax" do paciente "Luis Mba" está agendado no equipamento "CT_ER1"
      Quando o secretariado de radiologia passa o exame "TC do tórax" do paciente "Luis Mba" para o equipamento "CT_2"
      Então o número de entradas do paciente "Luis Mba" na lista de trabalho do equipamento "CT_2" é 1
      E o número de entradas do paciente "Luis Mba" na lista de trabalho do equipamento "CT_ER1" é 0

    @FIELD-15 @TC-SCH-009 @shall @negative
    Cenário: Uma correção depois do exame não o devolve à lista
      Dado que o paciente "Carlos Nve" consta do registo da receção
      E o exame "TC do tórax" do paciente "Carlos Nve" foi realizado no equipamento "CT_ER1"
      Quando o secretariado de radiologia corrige a indicação clínica do exame "TC do tórax" do paciente "Carlos Nve" para "Control a los seis meses"
      Então o sistema "PACS" recebe o aviso de que o exame "TC do tórax" do paciente "Carlos Nve" foi modificado
      E o número de entradas do paciente "Carlos Nve" na lista de trabalho do equipamento "CT_ER1" é 0

    @MESA-132 @MESA-142 @TC-SCH-010 @shall @positive
    Cenário: A radiologia quer um exame diferente do pedido
      Dado que o paciente "Pedro Abeso" consta do registo da receção
      E o exame "TC do tórax" do paciente "Pedro Abeso" está agendado no equipamento "CT_ER1"
      Quando o secretariado de radiologia substitui o exame "TC do tórax" do paciente "Pedro Abeso" pelo exame "Angio-TC do tórax"
      Então o médico requisitante vê o exame "TC do tórax" do paciente "Pedro Abeso" com o estado "anulado"
      E o sistema "PACS" recebe o aviso de que o exame "TC do tórax" do paciente "Pedro Abeso" foi anulado
      E o número de entradas do paciente "Pedro Abeso" na lista de trabalho do equipamento "CT_ER1" é 1
      E a nova entrada do exame "Angio-TC do tórax" do paciente "Pedro Abeso" tem números diferentes dos do exame "TC do tórax"
